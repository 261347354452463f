package dev.imprimatur.planner;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;

/** Catalogues for tests: the shipped one, and small ones written on the spot. */
public final class Catalogs {
    /** The catalogue that ships. */
    public static final Path SHIPPED =
            Path.of(System.getProperty("imprimatur.root", "..")).resolve("catalog");

    /** The example of a Java runtime and Python. */
    public static final Path DEBIAN_RUNTIMES =
            Path.of(System.getProperty("imprimatur.root", "..")).resolve("examples/debian-runtimes");

    /** Imprimatur's own images; without their programs, which {@code deploy/images/lay-out.sh} adds. */
    public static final Path SERVICE_IMAGES =
            Path.of(System.getProperty("imprimatur.root", "..")).resolve("deploy/images/catalog");

    /** The day on which tests plan. */
    public static final LocalDate DAY = LocalDate.of(2026, 11, 1);

    /** How the family of {@link #small} begins. */
    public static final String HEAD = """
            apiVersion: imprimatur.dev/v1
            kind: Family
            name: app
            repository: app-{variant}
            defaultRepository: app
            from:
              base: {image: "debian:{variant}"}
            """;

    private Catalogs() {}

    /** Writes a file of a catalogue, with its folders. */
    public static void write(Path root, String name, String text) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file that takes no room but has this many bytes, all zeros. */
    public static void sparse(Path root, String name, long size) {
        write(root, name, "");
        try (RandomAccessFile file = new RandomAccessFile(root.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the catalogue of Imprimatur's own images, with an empty file in place of each program. */
    public static Path serviceImages(Path root) {
        try (Stream<Path> files = Files.walk(SERVICE_IMAGES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = SERVICE_IMAGES.relativize(file).toString();
                write(root, name, Files.readString(file));
                if (name.endsWith("family.yaml") && Files.readString(file).contains("\ncontext: files\n")) {
                    write(root.resolve(name).resolveSibling("files"), "program/app/java.args", "");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    /** Writes a catalogue with one family called {@code app} on bookworm and trixie; its description ends with this. */
    public static Path small(Path root, String family) {
        write(root, "catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm, trixie]
                defaultVariant: bookworm
                families: [app]
                """);
        write(root, "app/family.yaml", HEAD + family);
        write(root, "app/Dockerfile", "FROM {base}\nRUN echo {version}\n");
        write(root, "app/tests/ok/Dockerfile", "RUN true\n");
        return root;
    }
}
