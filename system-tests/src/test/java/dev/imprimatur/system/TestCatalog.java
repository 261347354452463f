package dev.imprimatur.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A catalogue that is quickly built: a base and an app of three releases on two variants. Its repositories carry a
 * prefix, so that test classes do not meet in the registry.
 */
public final class TestCatalog {
    private static final String FOLDER_TEST = "tests: [{path: tests/check, timeout: 60}]\n";

    private final Path root;
    private final String prefix;
    private final String outside;
    private String families = "";

    /** {@code base} is the image from outside, without its tag. */
    private TestCatalog(String prefix, String base) {
        try {
            this.root = Files.createTempDirectory("imprimatur-catalog");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.prefix = prefix;
        this.outside = "{image: \"" + base + ":{variant}\"}";
    }

    /** The catalogue of a test class. Each image takes this many seconds to build, and as many to test. */
    public static TestCatalog of(String prefix, int seconds) {
        return empty(prefix).filled(seconds);
    }

    /** The same on an image from outside of four megabytes, for tests that start testers often. */
    static TestCatalog small(String prefix, int seconds) {
        return small(prefix).filled(seconds);
    }

    private TestCatalog filled(int seconds) {
        family("base", outside, FOLDER_TEST, "[{version: \"1\"}]", "RUN true", "RUN true");
        return family(
                "app",
                "{family: %s-base}".formatted(prefix),
                FOLDER_TEST + "defaultRepository: %s-app\n".formatted(prefix),
                "[{version: 1.2.9}, {version: 1.2.15}, {version: 2.0.0}]",
                "RUN sleep %d && echo {version} > /version".formatted(seconds),
                "RUN sleep %d && test \"$(cat /version)\" = \"$IMPRIMATUR_VERSION\"".formatted(seconds));
    }

    /** A catalogue without any family yet. */
    static TestCatalog empty(String prefix) {
        return new TestCatalog(prefix, "debian");
    }

    /** The same on an image from outside of four megabytes. */
    static TestCatalog small(String prefix) {
        return new TestCatalog(prefix, SmallBase.provide());
    }

    /** Adds a family of so many releases on one variant, right on the image from outside. */
    public TestCatalog with(String name, int releases, String build) {
        String versions = IntStream.range(0, releases)
                .mapToObj(number -> "{version: 1.0.%d}".formatted(number))
                .collect(Collectors.joining(", ", "[", "]"));
        return family(name, outside, FOLDER_TEST + "variants: [bookworm]\n", versions, build, "RUN true");
    }

    /** Adds a family with one release on one variant. */
    TestCatalog with(String name, String build, String test) {
        return family(
                name,
                "{family: %s-base}".formatted(prefix),
                FOLDER_TEST + "variants: [bookworm]\n",
                "[{version: 1.0.0}]",
                build,
                test);
    }

    /** Adds a family with one release on one variant, whose container works after so many seconds. */
    TestCatalog withHealth(String name, int seconds) {
        return family(
                name,
                outside,
                "variants: [bookworm]\n"
                        + "tests: [{name: works, timeout: 120, health: {exec: {command: [test, -e, /works]},"
                        + " command: [sh, -c, \"sleep %d; touch /works; sleep 600\"]}}]\n".formatted(seconds),
                "[{version: 1.0.0}]",
                "RUN true",
                "RUN true");
    }

    /** The catalogue's folder. */
    public Path folder() {
        return root;
    }

    private TestCatalog family(String name, String from, String more, String releases, String build, String test) {
        String full = prefix + "-" + name;
        families += (families.isEmpty() ? "" : ", ") + full;
        write("catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm, trixie]
                defaultVariant: bookworm
                families: [%s]
                """.formatted(families));
        write(full + "/family.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: %1$s
                repository: %1$s-{variant}
                from: {base: %2$s}
                aliases: [major, major.minor, latest]
                %3$sreleases: %4$s
                """.formatted(full, from, more, releases));
        write(full + "/Dockerfile", "FROM {base}\n" + build + "\n");
        write(full + "/tests/check/Dockerfile", test + "\n");
        return this;
    }

    private void write(String name, String text) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
