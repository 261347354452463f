package dev.imprimatur.builder.signature;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;

/** Which key builders sign with, all of an installation with one: it approves nothing and gives no place. */
@ConfigMapping(prefix = "imprimatur.signing")
public interface SigningConfig {

    /** The private key as PEM, for environments that hand secrets over as variables. */
    Optional<String> key();

    /** The file of the private key instead. */
    @WithName("key-file")
    Optional<Path> keyFile();

    /**
     * The folder of builders' keys that tester, renderer and console trust: the key's public half is put there, and a
     * key whose file does not exist yet is made. Without this folder a missing file is an error.
     */
    @WithName("trust-folder")
    Optional<Path> trustFolder();
}
