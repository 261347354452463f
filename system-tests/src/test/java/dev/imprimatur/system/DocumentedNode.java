package dev.imprimatur.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The images of Node.js that documents name, small and quickly built, in the place of those of the first documents'
 * catalogue.
 */
final class DocumentedNode {
    private static final String CATALOG = "/tmp/my-images";
    private static final String FAMILY = """
            apiVersion: imprimatur.dev/v1
            kind: Family
            name: node
            repository: node-{variant}
            defaultRepository: node
            from: {base: {image: "%s:{variant}"}}
            aliases: [major, major.minor, latest]
            tests: [{path: tests/version, timeout: 60}]
            releases: [{version: 22.23.3}, {version: 24.18.1}]
            """;

    /** Documents roll back more often; rebuilds between them make others. */
    private static final int REVISIONS = 3;

    private final TypedCheckout checkout;
    private final Path family;
    private boolean published;
    private String lasting;

    DocumentedNode(TypedCheckout checkout) {
        this.checkout = checkout;
        this.family = checkout.path(CATALOG).resolve("node");
    }

    /**
     * Each image has a revision, and one of them several. What was published before keeps its tags, and is not built
     * again.
     */
    void publishOnce() throws IOException, InterruptedException {
        if (published) {
            return;
        }
        published = true;
        Path catalog = family.resolveSibling("catalog.yaml");
        Files.writeString(catalog, Files.readString(catalog).replace("[greeter]", "[node]"));
        Files.createDirectories(family.resolve("tests/version"));
        Files.writeString(family.resolve("family.yaml"), FAMILY.formatted(SmallBase.provide()));
        Files.writeString(
                family.resolve("tests/version/Dockerfile"), "RUN test \"$(cat /version)\" = \"$IMPRIMATUR_VERSION\"\n");
        lasting = "echo {version} > /version";
        build();
        checkout.type("./imprimatur up --catalog " + CATALOG);
        checkout.type("./imprimatur rebuild --all --allow vanish --wait");
        for (int revision = 2; revision <= REVISIONS; revision++) {
            lasting = "echo {version} > /version && echo " + revision + " > /revision";
            build();
            checkout.type("./imprimatur rebuild --select 'node/22.23.3/bookworm' --wait");
        }
    }

    /** A rebuild failed, and after it one of another image; by now the cause is away. */
    void failTwice() throws IOException, InterruptedException {
        build("exit 7");
        checkout.type("! ./imprimatur rebuild --select 'node/22.23.3/bookworm,node/24.18.1/trixie' --wait");
        checkout.type("! ./imprimatur rebuild --select node/22.23.3/trixie --wait");
        build();
    }

    /** A rebuild runs for as long as a reader needs to look at it. */
    void linger() throws IOException {
        build("sleep 10 && " + lasting);
    }

    /** As it is published. */
    void build() throws IOException {
        build(lasting);
    }

    private void build(String command) throws IOException {
        Files.writeString(family.resolve("Dockerfile"), "FROM {base}\nRUN " + command + "\n");
    }
}
