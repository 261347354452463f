package dev.imprimatur.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The images of Node.js that documents name, small and quickly built, in the catalogue that the first document makes. */
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

    /** So many times documents roll back, and once more. */
    private static final int REVISIONS = 5;

    private final TypedCheckout checkout;
    private final Path family;
    private boolean published;

    DocumentedNode(TypedCheckout checkout) {
        this.checkout = checkout;
        this.family = checkout.path(CATALOG).resolve("node");
    }

    /** Each image has a revision, and those of one release two. */
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
        build("echo {version} > /version");
        checkout.type("./imprimatur up --catalog " + CATALOG);
        checkout.type("./imprimatur rebuild --select 'node/*/*' --wait");
        for (int revision = 2; revision <= REVISIONS; revision++) {
            build("echo {version} > /version && echo " + revision + " > /revision");
            checkout.type("./imprimatur rebuild --select 'node/22.23.3/bookworm' --wait");
        }
    }

    /** A rebuild failed, and after it one of another image; by now the cause is away. */
    void failTwice() throws IOException, InterruptedException {
        publishOnce();
        String whole = Files.readString(family.resolve("Dockerfile"));
        build("exit 7");
        checkout.type("! ./imprimatur rebuild --select 'node/22.23.3/bookworm,node/24.18.1/trixie' --wait");
        checkout.type("! ./imprimatur rebuild --select node/22.23.3/trixie --wait");
        Files.writeString(family.resolve("Dockerfile"), whole);
    }

    private void build(String command) throws IOException {
        Files.writeString(family.resolve("Dockerfile"), "FROM {base}\nRUN " + command + "\n");
    }
}
