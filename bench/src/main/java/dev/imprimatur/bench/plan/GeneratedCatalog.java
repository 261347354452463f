package dev.imprimatur.bench.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A catalogue as a publisher of one runtime would have it, of any size: a base and a runtime on sixteen variants, with
 * lines, code names, arguments a release, and two images left out.
 */
final class GeneratedCatalog {
    private static final int VARIANTS = 16;
    private static final int MINORS = 5;
    private static final int PATCHES = 3;
    private static final int EXCLUDED = 2;
    private static final String CHECKSUM = "0123456789abcdef".repeat(8);

    private final int images;
    private final List<String> variants =
            IntStream.rangeClosed(1, VARIANTS).mapToObj(i -> "os" + i).toList();

    /** @param images how many there are to be at least; the base's are among them */
    GeneratedCatalog(int images) {
        this.images = images;
    }

    /** Writes it to a folder that is there. */
    void write(Path root) throws IOException {
        write(root.resolve("catalog.yaml"), """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [%s]
                defaultVariant: os1
                families: [runtime-base, runtime]
                """.formatted(String.join(", ", variants)));
        write(root.resolve("runtime-base/family.yaml"), """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: runtime-base
                from: {base: {image: "os:{variant}"}}
                tags: {style: suffix}
                aliases: [variant]
                releases: [{version: 1.0.0}]
                """);
        write(root.resolve("runtime-base/Dockerfile"), "FROM {base}\nRUN install-what-is-needed\n");
        write(root.resolve("runtime/family.yaml"), family());
        write(root.resolve("runtime/Dockerfile"), """
                FROM {base}
                WORKDIR /download
                RUN fetch runtime-{version}.tgz \\
                 && echo "{args.checksum}  runtime-{version}.tgz" > SUMS \\
                 && sha512sum --check --strict SUMS \\
                 && tar -xzf runtime-{version}.tgz -C /usr/local
                ENV RUNTIME_VERSION={version} RUNTIME_LINE={args.line}
                CMD ["runtime"]
                """);
        write(root.resolve("runtime/tests/version/Dockerfile"), "RUN runtime --version\n");
    }

    private String family() {
        int releases = (images - VARIANTS + EXCLUDED + VARIANTS - 1) / VARIANTS;
        int lines = (releases + MINORS * PATCHES - 1) / (MINORS * PATCHES);
        return """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: runtime
                repository: runtime-{variant}
                defaultRepository: runtime
                from: {base: {family: runtime-base}}
                aliases: [major, major.minor, codename, lts, current, latest]
                tests: [{path: tests/version}]
                exclude:
                  - {version: 1.0.0, variant: os15, reason: built before it}
                  - {version: 1.0.0, variant: os16, reason: built before it}
                overrides:
                  - {when: {versions: "<3", variants: [os1, os2]}, args: {old: "yes"}}
                lines:
                """
                + IntStream.rangeClosed(1, lines)
                        .mapToObj(GeneratedCatalog::line)
                        .collect(Collectors.joining())
                + "releases:\n"
                + IntStream.range(0, releases)
                        .mapToObj(GeneratedCatalog::release)
                        .collect(Collectors.joining());
    }

    private static String line(int number) {
        return String.format(
                Locale.ROOT,
                "  \"%d\": {%sargs: {line: line-%d}}%n",
                number,
                number % 2 == 0 ? "codename: Name" + number + ", lts: 2020-10-01, " : "",
                number);
    }

    private static String release(int number) {
        return String.format(
                Locale.ROOT,
                "  - {version: %d.%d.%d, args: {checksum: %s}}%n",
                1 + number / (MINORS * PATCHES),
                number / PATCHES % MINORS,
                number % PATCHES,
                CHECKSUM);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
