package dev.imprimatur.engine.docker;

import com.github.dockerjava.core.DockerClientConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes sure that an engine that is to be spoken to over TLS is: docker-java would speak without it where a file is
 * missing.
 */
final class ClientCertificates {
    private static final List<String> FILES = List.of("ca.pem", "cert.pem", "key.pem");

    private ClientCertificates() {}

    /** @throws IllegalArgumentException if the folder lacks a file; the message names it */
    static void requireFiles(Path folder) {
        for (String file : FILES) {
            if (!Files.isReadable(folder.resolve(file))) {
                throw new IllegalArgumentException("there is no " + file + " in " + folder
                        + " that can be read; expected the folder of Docker's client files "
                        + String.join(", ", FILES));
            }
        }
    }

    /** @throws IllegalArgumentException if TLS is wanted, and the files do not do for it */
    static void requireUsable(DockerClientConfig config) {
        if (config.getSSLConfig() == null || config.getDockerHost().getScheme().equals("unix")) {
            return;
        }
        Exception why = null;
        try {
            if (config.getSSLConfig().getSSLContext() != null) {
                return;
            }
        } catch (Exception e) {
            why = e;
        }
        throw new IllegalArgumentException(
                "the files for TLS with " + config.getDockerHost() + " cannot be used"
                        + (why == null ? "" : ": " + FailureSorting.root(why).getMessage())
                        + "; expected ca.pem, cert.pem and key.pem, as Docker's client knows them",
                why);
    }
}
