package dev.imprimatur.bench.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A catalogue of one family with as many releases as a measurement wants. */
final class BenchCatalog {
    private BenchCatalog() {}

    /** Writes it into this folder. */
    static Path write(Path folder, String name, int images, String build) throws IOException {
        String releases = IntStream.rangeClosed(1, images)
                .mapToObj(number -> "{version: 1.0." + number + "}")
                .collect(Collectors.joining(", ", "[", "]"));
        Files.createDirectories(folder.resolve(name + "/tests/check"));
        Files.writeString(folder.resolve("catalog.yaml"), """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm]
                families: [%s]
                """.formatted(name));
        Files.writeString(folder.resolve(name + "/family.yaml"), """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: %1$s
                repository: %1$s
                from: {base: {image: "debian:{variant}"}}
                tests: [{path: tests/check}]
                releases: %2$s
                """.formatted(name, releases));
        Files.writeString(folder.resolve(name + "/Dockerfile"), "FROM {base}\n" + build + "\n");
        Files.writeString(folder.resolve(name + "/tests/check/Dockerfile"), "RUN true\n");
        return folder;
    }
}
