package dev.imprimatur.httpaccess;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** By which names a service is asked, by whom, and which installation it belongs to. */
@ConfigMapping(prefix = "imprimatur.http")
public interface HttpConfig {

    /** Further names or addresses that the service is reached by, beside those of this machine and its own. */
    Optional<List<String>> hosts();

    /** Whether the service has pages whose forms it takes. */
    @WithDefault("false")
    boolean forms();

    /** Which installation the service belongs to, sent in every answer; several may run side by side. */
    Optional<String> installation();

    /** The file with the secrets that the services of an installation show each other, one a line. */
    Optional<Path> peerSecret();

    /** Who is answered. */
    @WithDefault("peers")
    Callers callers();

    /**
     * Whether people and programs ask the service, which asks them for tokens of its own. It says what a program is,
     * and is not for operators to set.
     */
    @WithDefault("false")
    boolean asksForTokens();

    /**
     * How many requests that change something are taken in a minute: from one address, or by one token where tokens are
     * asked for.
     */
    @WithDefault("600")
    int writesAMinute();

    /** Who is answered. */
    enum Callers {
        /** Other services of the installation. */
        PEERS,
        /** Everything that reaches the port. */
        ANYONE
    }
}
