package dev.imprimatur.console.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** For what the console wants a token. */
@ConfigMapping(prefix = "imprimatur.console")
public interface AccessConfig {

    /** Whether looking needs one. */
    @WithDefault("open")
    Mode reading();

    /** Whether asking for rebuilds, rollbacks and everything else that changes something needs one. */
    @WithDefault("token")
    Mode writing();

    /** Files with tokens that count from the start. */
    TokenFile tokenFile();

    /** What is wanted. */
    enum Mode {
        /** Nothing. */
        OPEN,
        /** A token. */
        TOKEN
    }

    /** A file for each scope that can be given so. One that is missing is made, with a new token in it. */
    interface TokenFile {
        /** The file with a token of scope admin. */
        Optional<Path> admin();

        /** The file with a token of scope rebuild, for what asks for rebuilds by itself. */
        Optional<Path> rebuild();
    }
}
