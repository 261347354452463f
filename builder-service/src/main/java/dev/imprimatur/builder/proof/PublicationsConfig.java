package dev.imprimatur.builder.proof;

import dev.imprimatur.messaging.proof.Unsigned;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;

/** Whose publications end what was built. */
@ConfigMapping(prefix = "imprimatur.publications")
public interface PublicationsConfig {

    /** The public keys of publishers: PEM files, or folders of them; read again for each event. */
    List<Path> keys();

    /** What becomes of publications that no publisher has signed. */
    @WithDefault("refuse")
    Unsigned unsigned();
}
