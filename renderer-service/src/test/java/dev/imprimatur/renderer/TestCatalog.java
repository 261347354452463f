package dev.imprimatur.renderer;

import dev.imprimatur.fixture.Surroundings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A catalogue in a folder of its own: a base, two images on it, and one that stands alone. */
public class TestCatalog implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            Path root = Files.createTempDirectory("imprimatur-catalog");
            write(root, "catalog.yaml", """
                    apiVersion: imprimatur.dev/v1
                    kind: Catalog
                    variants: [bookworm]
                    families: [ground, app, alone]
                    """);
            family(root, "ground", "{image: \"debian:{variant}\"}", "[{version: 1.0.0}]");
            family(root, "app", "{family: ground}", "[{version: 1.0.9}, {version: 1.0.15}]");
            family(root, "alone", "{image: \"debian:{variant}\"}", "[{version: 3.0.0}]");
            return Map.of(
                    "imprimatur.renderer.feed-hosts",
                    "localhost",
                    "imprimatur.renderer.catalog",
                    root.toString(),
                    "imprimatur.renderer.upstream",
                    Surroundings.required("IMPRIMATUR_STAGING") + "/renderer-test",
                    // Small, so that a test soon has one that is too large.
                    "imprimatur.renderer.largest-context",
                    "2M",
                    "imprimatur.renderer.attempts",
                    "2",
                    "imprimatur.renderer.back-off",
                    "10ms",
                    "imprimatur.renderer.cancel-patience",
                    "6s",
                    "imprimatur.renderer.feed-fresh",
                    "0s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void family(Path root, String name, String from, String releases) throws IOException {
        write(root, name + "/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: %s
                from: {base: %s}
                aliases: [major]
                tests: [{path: tests/ok}]
                releases: %s
                """.formatted(name, from, releases));
        write(root, name + "/Dockerfile", "FROM {base}\nRUN echo {version}\n");
        write(root, name + "/tests/ok/Dockerfile", "RUN true\n");
    }

    private static void write(Path root, String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Override
    public void stop() {}
}
