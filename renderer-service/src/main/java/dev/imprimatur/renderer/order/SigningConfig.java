package dev.imprimatur.renderer.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;

/** Which key places are signed with: the renderer's own, which no tester has. */
@ConfigMapping(prefix = "imprimatur.signing")
public interface SigningConfig {

    /** The private key as PEM, for environments that hand secrets over as variables. */
    Optional<String> key();

    /** The file of the private key instead. */
    @WithName("key-file")
    Optional<Path> keyFile();

    /**
     * The folder of renderers' keys that testers and publishers trust: the key's public half is put there, and a key
     * whose file does not exist yet is made. Without this folder a missing file is an error.
     */
    @WithName("trust-folder")
    Optional<Path> trustFolder();
}
