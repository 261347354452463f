package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildCompleted.Outcome;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The database is lost and comes back as it was some time ago, by the steps of {@code docs/operating/backup.md}; Kafka
 * and the registry went on meanwhile.
 */
class RestoreIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private final String prefix = "restore-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void aRestoredDatabaseLearnsWhatHappenedSince() {
        try (Stack stack = Stack.on(catalog(3, "RUN echo one > /content"))) {
            Rebuilds rebuilds = new Rebuilds(stack);
            succeed(rebuilds, rebuilds.all());

            stack.up(catalog(3, "RUN sleep 3 && echo two > /content"));
            RebuildId inBackup = rebuilds.all();
            await().atMost(LIMIT).until(() -> told(stack, BuildCompleted.class, inBackup) > 0);
            stack.down();
            Path data = stack.script().home().resolve("local-stack/postgres/data");
            Path backup = data.resolveSibling("backup");
            run("cp", "-a", data.toString(), backup.toString());
            stack.up();
            succeed(rebuilds, inBackup);

            stack.up(catalog(4, "RUN echo three > /content"));
            succeed(rebuilds, rebuilds.all());
            String repository = stack.production() + "/" + prefix + "-app-bookworm";
            stack.script().ok(LIMIT, "rollback", repository + ":1.0.2", "--reason", "crashes", "--wait");
            stack.up(catalog(4, "RUN sleep 5 && echo four > /content"));
            RebuildId open = rebuilds.all();
            await().atMost(LIMIT).until(() -> told(stack, RenderCompleted.class, open) > 0);
            Map<ImageReference, String> before = registry(stack);

            stack.down();
            run("rm", "-r", data.toString());
            run("cp", "-a", backup.toString(), data.toString());
            stack.up();

            assertThat(rebuilds.completed(open, LIMIT).outcome()).isEqualTo(Outcome.CANCELLED);
            succeed(rebuilds, again(stack, open));
            assertThat(registry(stack)).containsKeys(before.keySet().toArray(ImageReference[]::new));
            consistent(stack);
            assertThat(told(stack, RebuildCompleted.class, inBackup)).isEqualTo(1);
            assertThat(stack.script().ok(LIMIT, "blocks")).contains("crashes");

            stack.script().ok(LIMIT, "rebuild", "--all", "--wait");
            consistent(stack);
            for (Topic topic : Topic.values()) {
                assertThat(stack.kafka().records(topic.deadLetters()))
                        .as("%s", topic)
                        .isEmpty();
            }
        }
    }

    /** Every tag is what was announced of it last, each revision has one digest, and the console knows all of it. */
    private static void consistent(Stack stack) {
        registry(stack)
                .forEach((tag, digest) ->
                        assertThat(Rebuilds.digest(tag)).as("%s", tag).contains(digest));
        Map<Tag, String> revisions = new HashMap<>();
        for (PublishCompleted each : published(stack)) {
            Tag pinned = each.candidate().pinned().getFirst();
            Tag revision = pinned.repository().tag(pinned.name() + "-r" + each.revision());
            String digest = each.digest().value();
            assertThat(revisions.merge(revision, digest, (first, second) -> first))
                    .isEqualTo(digest);
            assertThat(Rebuilds.digest(revision.in(stack.production()))).contains(digest);
        }
        stack.script().ok(LIMIT, "images", "--verify");
    }

    /** What each tag was announced as last. */
    private static Map<ImageReference, String> registry(Stack stack) {
        Map<ImageReference, String> tags = new HashMap<>();
        published(stack)
                .forEach(each -> each.tags()
                        .forEach(tag -> tags.put(tag.reference(), each.digest().value())));
        return tags;
    }

    private static List<PublishCompleted> published(Stack stack) {
        return stack.kafka().events(PublishCompleted.class).stream()
                .filter(PublishCompleted::succeeded)
                .sorted(Comparator.comparing(PublishCompleted::occurredAt))
                .toList();
    }

    /** The rebuild that the renderer asked for in place of this one. */
    private static RebuildId again(Stack stack, RebuildId former) {
        return stack.kafka().events(RebuildRequested.class).stream()
                .filter(event -> event.eventId().startsWith(former + "/again/"))
                .map(RebuildRequested::rebuildId)
                .findFirst()
                .orElseThrow();
    }

    private static long told(Stack stack, Class<? extends Event> type, RebuildId rebuild) {
        return stack.kafka().events(type).stream()
                .filter(event -> event.rebuildId().equals(rebuild))
                .count();
    }

    private static void succeed(Rebuilds rebuilds, RebuildId rebuild) {
        RebuildCompleted completed = rebuilds.completed(rebuild, LIMIT);
        assertThat(completed.outcome()).as("%s", completed).isEqualTo(Outcome.SUCCEEDED);
    }

    private static void run(String... command) {
        Script.Result result = Script.program(LIMIT, command);
        assertThat(result.exitCode()).as("%s", result).isZero();
    }

    private Path catalog(int releases, String build) {
        return TestCatalog.small(prefix).with("app", releases, build).folder();
    }
}
