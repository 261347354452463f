package dev.imprimatur.system;

import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.Kafka;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;

/** What documents take for granted beside a stack that runs: what was published, what failed, files, volumes. */
final class DocumentedSurroundings {
    private static final String IMPORT = "docs/import-dante.md";
    private static final String LOSS = "docs/operating/loss.md";
    /** It brings up a stack, on a catalogue that is the other documents' too. */
    static final String FIRST = "docs/publish-your-own-images.md";
    /** What it says ends with a key that is not trusted any more. */
    private static final String LAST = "docs/signing.md";

    private static final String BACKUP = "docs/operating/backup.md";
    private static final String STAGING = "docs/operating/staging.md";
    /** The home has a production registry of its own, of the same kind; staging is there for other tests too. */
    private static final Map<String, String> STAGING_PLACES =
            Map.of("\"staging\"", "\"production\"", "registry-staging", "registry-production");

    private static final String DEBIAN = "debian:trixie";
    private static final String COMPOSED = "imprimatur_";
    private static final String PRODUCTION = "name=-production";

    private final TypedCheckout checkout;
    private final Path home;
    private final DocumentedNode node;
    /** Of the volumes, since an engine may have those of a real project. */
    private final String prefix = "documented-" + UUID.randomUUID() + "-";

    DocumentedSurroundings(TypedCheckout checkout, Path home) {
        this.checkout = checkout;
        this.home = home;
        this.node = new DocumentedNode(checkout);
    }

    /** When it is typed: the one before all brings up a stack of its own. */
    static int place(String document) {
        return switch (document) {
            case IMPORT -> 0;
            case FIRST -> 1;
            case LAST -> 3;
            default -> 2;
        };
    }

    /** Whether it takes for granted what the first document did. */
    static boolean needsFirst(String document) {
        return !document.equals(FIRST) && !document.equals(IMPORT);
    }

    void prepare(String document) throws IOException, InterruptedException {
        if (needsFirst(document)) {
            node.publishOnce();
        }
        switch (document) {
            case BACKUP -> {
                checkout.places().place(DEBIAN, System.getenv("IMPRIMATUR_STAGING") + "/upstream/" + DEBIAN);
                checkout.places().place(COMPOSED, prefix);
                checkout.places().place(PRODUCTION, "name=" + prefix + "production");
                checkout.type("docker volume create " + COMPOSED + "production");
                checkout.set("password", "secret");
            }
            case "docs/dead-letters.md" -> {
                sendByHand();
                checkout.type("until ./imprimatur dead-letters list --json | jq -e '.[0]'; do sleep 0.2; done");
            }
            case "docs/developing.md" -> {
                String recorded = Files.readString(
                        Path.of(Objects.requireNonNull(getClass().getResource("/soak/recorded.jsonl"))
                                .getPath()));
                checkout.write("system-tests/target/soak/history-7.jsonl", recorded);
                checkout.write("system-tests/target/soak/schedule-7.jsonl", recorded);
            }
            case STAGING -> STAGING_PLACES.forEach(checkout.places()::place);
            case LOSS -> {
                node.linger();
                checkout.type("./imprimatur rebuild --all");
                checkout.type(
                        "until ./imprimatur rebuilds --json | jq -e '.[] | select(.state == \"running\")'; do sleep 0.2; done");
            }
            case "docs/retry.md" -> node.failTwice();
            // What was rolled back before is built again once.
            case "docs/unchanged.md" -> checkout.type("./imprimatur rebuild --select 'node/22.23.3/bookworm' --wait");
            default -> {}
        }
    }

    void putRight(String document) throws IOException, InterruptedException {
        switch (document) {
            case BACKUP -> {
                checkout.type("docker volume ls -q --filter name=" + prefix + " | xargs docker volume rm");
                checkout.places().forget(DEBIAN);
                checkout.places().forget(COMPOSED);
                checkout.places().forget(PRODUCTION);
            }
            // A stack that has published something keeps what it has, whatever the next catalogue says.
            case IMPORT -> checkout.type("./imprimatur down && rm -r .imprimatur/local-stack");
            case LOSS -> node.build();
            case STAGING -> STAGING_PLACES.keySet().forEach(checkout.places()::forget);
            // It has ended the renderer, which takes a moment.
            case "docs/developing.md" -> checkout.type("""
                        set +o pipefail
                        until ./imprimatur status --json | jq -e '.[] | select(.part == "renderer" and .state == "down")'; do sleep 0.2; done
                        ./imprimatur up
                        """);
            default -> {}
        }
    }

    private void sendByHand() throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("kafka/admin/client.properties"))) {
            settings.load(file);
        }
        try (Kafka kafka = new Kafka(settings.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, settings::getProperty)))) {
            kafka.send(Topic.BUILD_COMPLETED, "typo", "typed by hand".getBytes(StandardCharsets.UTF_8));
        }
    }
}
