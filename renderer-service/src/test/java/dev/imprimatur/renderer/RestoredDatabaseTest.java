package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildCompleted.Outcome;
import dev.imprimatur.events.RebuildCompletedBuilder;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.restore.ForgottenEvents;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.renderer.rebuild.ForgottenRebuilds;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.Rebuild;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that is older than what happened. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class RestoredDatabaseTest extends Pipeline {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Inject
    ForgottenRebuilds forgotten;

    @Inject
    EntityManager database;

    @Inject
    DataSource dataSource;

    @Inject
    ForgottenEvents events;

    @Inject
    WorkQueue queue;

    @Inject
    BeanManager beans;

    @Test
    void whatWasOpenIsAskedForAgainAndWhatWasPublishedIsKnown() {
        // Tags that other tests took away are among what happened.
        request("rebuild-selected", "alone,ground", Allowance.VANISH);
        publish(rendered("alone/3.0.0/bookworm"));
        rendered("ground/1.0.0/bookworm");
        await().atMost(LIMIT).until(() -> isPublished("alone/3.0.0/bookworm"));

        change("delete from rebuild_image", "delete from rebuild", "delete from published_tag");
        change("delete from published_image", "delete from inbox", "delete from inbox_event");
        recallUntil(() -> isPublished("alone/3.0.0/bookworm"));

        assertThat(completed().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(completed().failure().message()).contains("the database was restored, it is asked for again");
        RebuildId former = rebuild;
        rebuild = again(former);
        rendered("ground/1.0.0/bookworm");
        forgotten.recall();
        assertThat(kafka.events(RebuildRequested.class))
                .filteredOn(event -> asksAgainFor(former, event))
                .hasSize(1);
        assertThat(publishAll("alone/3.0.0/bookworm", "ground/1.0.0/bookworm").outcome())
                .isEqualTo(Outcome.SUCCEEDED);
    }

    /** Its events lie in Kafka, where the other services find them after the restore. */
    @Test
    void whatWasRequestedSinceIsCancelledEverywhereAndWhatIsPublishedOfItAllTheSameIsKnown() {
        RebuildRequested request = request("rebuild-selected", "ground", Allowance.VANISH);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        change(
                "delete from rebuild_image where rebuild_id = '" + rebuild + "'",
                "delete from rebuild where id = '" + rebuild + "'");
        forget(request);
        recallUntil(() -> isNoted(request.eventId()));

        await().atMost(LIMIT)
                .until(() -> kafka.events(RebuildCancelRequested.class).stream()
                        .anyMatch(event -> event.rebuildId().equals(rebuild)));
        Digest late = Digest.of("late".getBytes(StandardCharsets.UTF_8));
        publish(ground, late);
        await().atMost(LIMIT)
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> PublishedImage.reference(ImageKey.parse(ground.key()))
                                .filter(now -> now.digest().equals(late))
                                .isPresent()));
        rebuild = again(rebuild);
        assertThat(publishAll("ground/1.0.0/bookworm").outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void whatHadEndedEndsAsItDidAndIsNotAnnouncedAgain() {
        request("rebuild-selected", "alone");
        publish(rendered("alone/3.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);

        change(
                "update rebuild set state = 'RUNNING', completed_at = null where id = '" + rebuild + "'",
                "update rebuild_image set state = 'RENDERED', digest = null where rebuild_id = '" + rebuild + "'",
                "delete from inbox where topic = 'publish-completed'",
                "delete from inbox_event where topic = 'publish-completed'");
        recallUntil(() -> isCompleted(rebuild));

        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> database.createNativeQuery(
                                        "select digest from rebuild_image where rebuild_id = '" + rebuild + "'")
                                .getResultList()))
                .asList()
                .containsExactly(BUILT.value());
        assertThat(kafka.events(RebuildCompleted.class))
                .filteredOn(event -> event.rebuildId().equals(rebuild))
                .hasSize(1);
        assertThat(kafka.events(RebuildRequested.class)).noneMatch(event -> asksAgainFor(rebuild, event));
    }

    /** Its plan, which the restored queue holds, would end it once more, and otherwise, as the catalogue is now. */
    @Test
    void whatHadEndedIsNotPlannedBeforeThatIsKnown() throws IOException {
        request("rebuild-selected", "alone");
        publishAll("alone/3.0.0/bookworm");
        RebuildId ended = rebuild;
        Path family = config.catalog().resolve("alone/family.yaml");
        String before = Files.readString(family);
        queue.pause();
        change(
                "update rebuild set state = 'REQUESTED', completed_at = null where id = '" + ended + "'",
                "delete from rebuild_image where rebuild_id = '" + ended + "'",
                "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                        + " values ('plan', '" + ended + "', now(), false, 1, 0)",
                "delete from inbox where topic = 'publish-completed'",
                "delete from inbox_event where topic = 'publish-completed'");
        Files.writeString(family, before + "nonsense: 1\n");
        try {
            inTheOrderOfAStart(Map.of(
                    ForgottenRebuilds.class, () -> recallUntil(() -> isCompleted(ended)), WorkQueue.class, () -> {
                        queue.resume();
                        await().atMost(LIMIT)
                                .until(() -> number("select count(*) from scheduled_tasks where task_name = 'plan'"
                                                + " and task_instance = '" + ended + "'")
                                        == 0);
                    }));
        } finally {
            Files.writeString(family, before);
            queue.resume();
        }
        next();
        request("rebuild-selected", "alone");
        publishAll("alone/3.0.0/bookworm");
        assertThat(kafka.events(RebuildCompleted.class))
                .filteredOn(event -> event.rebuildId().equals(ended))
                .hasSize(1);
    }

    private void inTheOrderOfAStart(Map<Class<?>, Runnable> steps) {
        List<Runnable> ordered = beans.resolveObserverMethods(new StartupEvent()).stream()
                .filter(observer -> steps.containsKey(observer.getBeanClass()))
                .sorted(Comparator.comparingInt(ObserverMethod::getPriority))
                .map(observer -> steps.get(observer.getBeanClass()))
                .toList();
        assertThat(ordered).hasSameSizeAs(steps.keySet());
        ordered.forEach(Runnable::run);
    }

    private static boolean isCompleted(RebuildId id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> Rebuild.of(id).orElseThrow().state() == Rebuild.State.COMPLETED);
    }

    @Test
    void aForgedEndOfARebuildKeepsNothingFromBeingAskedForAgain() {
        RebuildRequested request = request("rebuild-selected", "ground", Allowance.VANISH);
        rendered("ground/1.0.0/bookworm");
        RebuildId former = rebuild;
        rebuild = new RebuildId("r-" + UUID.randomUUID());
        request("rebuild-selected", "alone", Allowance.VANISH);
        RebuildCompleted another = publishAll("alone/3.0.0/bookworm");
        rebuild = former;
        RebuildCompleted forged = endOf(former, null);
        kafka.send(forged);
        kafka.send(EventStatement.sign(forged, SigningKey.generate()));
        kafka.send(endOf(former, another.envelope()));

        forget(request);
        recallUntil(() -> isNoted(request.eventId()));

        rebuild = again(former);
        publish(rendered("ground/1.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    private static RebuildCompleted endOf(RebuildId id, SignedEnvelope envelope) {
        return RebuildCompletedBuilder.builder()
                .eventId(id + "/completed")
                .occurredAt(Instant.now())
                .rebuildId(id)
                .outcome(Outcome.SUCCEEDED)
                .reason("forged")
                .requestedAt(Instant.now())
                .build()
                .signed(envelope);
    }

    @Test
    void whoTakesTheIdentitiesOfARecallKeepsNothingFromBeingAskedForAgain() {
        RebuildRequested request = request("rebuild-selected", "ground", Allowance.VANISH);
        rendered("ground/1.0.0/bookworm");
        RebuildId former = rebuild;
        RebuildId taken = RebuildId.ofEvent(former + "/again");
        sendFrom(
                "/imprimatur/renderer",
                RebuildRequestedBuilder.builder()
                        .eventId(former + "/again")
                        .occurredAt(Instant.now())
                        .rebuildId(taken)
                        .type("rebuild-selected")
                        .select("alone")
                        .reason("taken")
                        .priority(Priority.MANUAL)
                        .requestedBy("a requester")
                        .allow(List.of())
                        .build());
        sendFrom(
                "/imprimatur/renderer",
                new RebuildCancelRequested(
                        former + "/restored", Instant.now(), new RebuildId("r-taken"), null, "taken", "a requester"));
        rebuild = taken;
        publishAll("alone/3.0.0/bookworm");
        rebuild = former;
        await().atMost(LIMIT).until(() -> isNoted(former + "/restored"));

        forget(request);
        recallUntil(() -> isNoted(request.eventId()));

        assertThat(completed().failure().message()).contains("the database was restored, it is asked for again");
        rebuild = again(former);
        assertThat(rebuild).isNotIn(former, taken);
        assertThat(publishAll("ground/1.0.0/bookworm").outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aCancelInAdvanceKeepsNothingFromBeingAskedForAgain() {
        RebuildRequested request = request("rebuild-selected", "ground", Allowance.VANISH);
        rendered("ground/1.0.0/bookworm");
        RebuildCancelRequested early = new RebuildCancelRequested(
                id(), Instant.now(), RebuildId.ofEvent(rebuild + "/again"), null, "in advance", "a requester");
        kafka.send(early);
        await().atMost(LIMIT).until(() -> isNoted(early.eventId()));

        forget(request);
        recallUntil(() -> isNoted(request.eventId()));

        rebuild = again(rebuild);
        assertThat(publishAll("ground/1.0.0/bookworm").outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    /** The rebuild that is done in place of this one. */
    private RebuildId again(RebuildId former) {
        return await().atMost(LIMIT)
                .until(
                        () -> kafka.events(RebuildRequested.class).stream()
                                .filter(event -> asksAgainFor(former, event))
                                .map(RebuildRequested::rebuildId)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean asksAgainFor(RebuildId former, RebuildRequested event) {
        return event.eventId().startsWith(former + "/again/");
    }

    @Test
    void whatWasAskedForAgainGoesOnThoughTheRecallBreaksOffAndStartsOver() {
        RebuildRequested request = request("rebuild-selected", "ground", Allowance.VANISH);
        rendered("ground/1.0.0/bookworm");
        forget(request);
        recallUntil(() -> isNoted(request.eventId()));
        rebuild = again(rebuild);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");

        forget(request);
        recallUntil(() -> isNoted(request.eventId()));

        publish(ground);
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    private void forget(RebuildRequested request) {
        change(
                "delete from inbox where event_id = '" + request.eventId() + "'",
                "delete from inbox_event where event_id = '" + request.eventId() + "'");
    }

    @Test
    void aRecallWaitsForThatOfAnotherRendererAndLooksAgain() throws Exception {
        RebuildRequested request = request("rebuild-selected", "ground", Allowance.VANISH);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        String key = "(hashtext('imprimatur.recall.' || current_schema()))";
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            statement.execute("select pg_advisory_lock" + key);
            rename(request.eventId(), "hidden-" + request.eventId());
            await().atMost(LIMIT).until(() -> events.any(Set.of(RebuildRequested.class), (event, record) -> true));
            Future<?> recall = other.submit(forgotten::recall);
            await().atMost(LIMIT)
                    .until(() ->
                            number("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 1);
            rename("hidden-" + request.eventId(), request.eventId());
            statement.execute("select pg_advisory_unlock" + key);
            recall.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        publish(ground);
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    private void rename(String event, String to) {
        change(
                "update inbox set event_id = '" + to + "' where event_id = '" + event + "'",
                "update inbox_event set event_id = '" + to + "' where event_id = '" + event + "'");
    }

    private long number(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) database.createNativeQuery(query).getSingleResult()).longValue());
    }

    private boolean isNoted(String event) {
        return QuarkusTransaction.requiringNew().call(() -> (Boolean) database.createNativeQuery(
                        "select exists (select 1 from inbox_event where event_id = ?1)", Boolean.class)
                .setParameter(1, event)
                .getSingleResult());
    }

    /** Offsets are committed a moment after what they stand for. It reads all that other tests have sent. */
    private void recallUntil(Callable<Boolean> done) {
        await().atMost(LIMIT).until(() -> {
            forgotten.recall();
            return done.call();
        });
    }

    private static boolean isPublished(String image) {
        return QuarkusTransaction.requiringNew()
                .call(() -> PublishedImage.reference(ImageKey.parse(image)).isPresent());
    }

    private void change(String... statements) {
        QuarkusTransaction.requiringNew().run(() -> {
            for (String statement : statements) {
                database.createNativeQuery(statement).executeUpdate();
            }
        });
    }
}
