package dev.imprimatur.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A catalogue of builds and tests that want everything, and of innocent images beside them. Each way is bounded by
 * itself too, so that a limit that does not hold fails the test and not the machine.
 */
public final class HostileCatalog {
    /** How its limits are called in the engine's configuration, and what they are. */
    public static final Map<String, String> LIMITS =
            Map.of("MEMORY", "256m", "PROCESSES", "256", "OUTPUT", "16m", "DISK", "256m");

    /** The kind of failure of each hostile build. */
    public static final Map<String, String> BUILDS = Map.of(
            "fork-bomb", "too-many-processes",
            "memory-hog", "out-of-memory",
            "disk-filler", "layer-too-large",
            "endless-output", "output-too-large",
            "connections", "command-failed",
            "ways-out", "command-failed");

    /** The kind of failure of each hostile test: its own where that is certain, and else one of the engine's. */
    public static final Map<String, String> TESTS = Map.of(
            "fork-bomb", "too-many-processes",
            "memory-hog", "out-of-memory",
            "disk-filler", "test-failed",
            "endless-output", "test-failed",
            "connections", "test-failed",
            "ways-out", "test-failed");

    private static final Path FIXTURE = Path.of("src/test/resources/hostile-catalog");
    private static final Path WAYS_OUT =
            Script.ROOT.resolve("engine/src/test/resources/dev/imprimatur/engine/docker/ways-out");

    /** Those of the catalogue's releases 1.0.0, 1.0.1 and so on. */
    private static final List<String> WAYS =
            List.of("fork-bomb", "memory-hog", "disk-filler", "endless-output", "connections", "ways-out");

    private HostileCatalog() {}

    /** A copy of it, on this release of Debian. */
    public static Path on(String variant) throws IOException {
        Path catalog = Files.createTempDirectory("imprimatur-hostile");
        // The renderer reads it as a user of its own.
        Files.setPosixFilePermissions(catalog, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Path file : files(FIXTURE)) {
            Path copy = catalog.resolve(FIXTURE.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        Path entry = catalog.resolve("catalog.yaml");
        Files.writeString(entry, Files.readString(entry).replace("bookworm", variant));
        Files.copy(WAYS_OUT, catalog.resolve("ways/ways-out"));
        return catalog;
    }

    /** Has its images connect to these too, each an address/port. */
    public static void connectTo(Path catalog, Set<String> addresses) throws IOException {
        Files.write(catalog.resolve("ways/addresses"), addresses);
    }

    /** The files of a folder and of those in it. */
    public static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** The images that want nothing. */
    public static Set<String> innocent(String variant) {
        return IntStream.range(0, 4)
                .mapToObj(number -> "innocent/1.0.%d/%s".formatted(number, variant))
                .collect(Collectors.toSet());
    }

    /** Which way a release tries. */
    public static String way(String version) {
        return WAYS.get(Integer.parseInt(version.substring(version.lastIndexOf('.') + 1)));
    }
}
