package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The configuration of package clients that builds may use. It can hold secrets, so only a Dockerfile that names its
 * folder gets it; that one copies it in stages that are thrown away.
 */
@ApplicationScoped
class ClientConfiguration {
    private static final String FOLDER = ".imprimatur/";

    @Inject
    BuilderConfig config;

    /**
     * The files for this Dockerfile's context, by their paths there.
     *
     * @throws EngineException if the configured folder cannot be read
     */
    Map<String, byte[]> filesFor(String dockerfile) {
        if (!dockerfile.contains(FOLDER)) {
            return Map.of();
        }
        Map<String, byte[]> files = new TreeMap<>();
        files.put(FOLDER + "npmrc", new byte[0]);
        config.clientConfiguration().ifPresent(folder -> read(folder, files));
        return files;
    }

    private static void read(Path folder, Map<String, byte[]> files) {
        try (Stream<Path> listed = Files.list(folder)) {
            for (Path file : listed.filter(Files::isRegularFile).toList()) {
                files.put(FOLDER + file.getFileName(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new EngineException(
                    new Failure.Unknown(
                            Kind.UNKNOWN,
                            "imprimatur.builder.client-configuration: cannot read " + folder + ": " + e.getMessage(),
                            null),
                    e);
        }
    }
}
