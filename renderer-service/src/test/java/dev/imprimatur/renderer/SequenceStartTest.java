package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.restore.ForgottenEvents;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.renderer.FakePublisher.Manner;
import dev.imprimatur.renderer.order.Places;
import dev.imprimatur.renderer.order.SequenceStart;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A renderer's start with a database that knows no place gives none before the publisher has said which it knows. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
@WithTestResource(FakePublisher.class)
class SequenceStartTest extends Pipeline {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long YEAR = Duration.ofDays(365).toMillis();

    @Inject
    SequenceStart sequence;

    @Inject
    Places places;

    @Inject
    EntityManager database;

    @Inject
    ForgottenEvents forgotten;

    private static long atStart;
    private static long highest;

    private final ExecutorService starts = Executors.newCachedThreadPool();

    /** A place above all that are known, as one has that was published before both the database and Kafka were lost. */
    @BeforeEach
    void knowNothing() {
        long next = next(places);
        atStart = atStart == 0 ? next : atStart;
        highest = Math.max(highest, next) + YEAR;
        forget();
    }

    @AfterEach
    void endStarts() {
        FakePublisher.answers(Manner.GENUINE, 0);
        starts.shutdownNow();
    }

    @Test
    void theFirstStartWaitedForThePublisherAndBeganAboveWhatItKnows() {
        assertThat(FakePublisher.asked()).isGreaterThan(FakePublisher.AWAY_AT_START);
        assertThat(atStart).isGreaterThan(FakePublisher.AT_START);
    }

    @Test
    void afterALossOfTheDatabasePlacesAreAboveThePublishersRows() {
        FakePublisher.answers(Manner.GENUINE, highest);

        sequence.begin();

        assertThat(next(places)).isEqualTo(highest + 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"GENUINE", "TOO_LARGE"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatNoPublisherSignedForThisQuestionIsNoAnswer(Manner manner) throws Exception {
        FakePublisher.answers(manner, highest);

        assertNoAnswer();

        assertThat(next(places)).isEqualTo(highest + 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {253_402_300_800_000L, Long.MAX_VALUE, -1})
    void aPlaceThatNoRendererEverGivesIsNoAnswerThoughAPublisherSignedIt(long place) throws Exception {
        FakePublisher.answers(Manner.GENUINE, place);

        assertNoAnswer();
    }

    @Test
    void anAnswerThatIsLargerThanAnyIsNoAnswerThoughAPublisherSignedIt() throws Exception {
        FakePublisher.answers(Manner.TOO_LARGE, highest);

        assertNoAnswer();
    }

    /** A start waits, and goes on as soon as there is a genuine answer. */
    private void assertNoAnswer() throws Exception {
        int asked = FakePublisher.asked();
        Future<?> start = starts.submit(sequence::begin);
        await().atMost(LIMIT).until(() -> FakePublisher.asked() > asked + 1);

        assertThat(start).isNotDone();
        assertThat(last()).isLessThan(highest);

        FakePublisher.answers(Manner.GENUINE, highest + 2);
        start.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aStartThatIsCutOffIsDoneAgain() throws Exception {
        FakePublisher.answers(Manner.AWAY, highest);
        int asked = FakePublisher.asked();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread cutOff = Thread.ofPlatform()
                .uncaughtExceptionHandler((thread, failure) -> end.complete(failure))
                .start(sequence::begin);
        await().atMost(LIMIT).until(() -> FakePublisher.asked() > asked);
        cutOff.interrupt();

        assertThat(end.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("stopped while");
        assertThat(last()).isLessThan(highest);

        FakePublisher.answers(Manner.GENUINE, highest);
        sequence.begin();

        assertThat(next(places)).isEqualTo(highest + 1);
    }

    @Test
    void twoThatStartAtOnceTakeNothingBack() throws Exception {
        FakePublisher.answers(Manner.GENUINE, highest);
        List<Future<?>> both = List.of(starts.submit(sequence::begin), starts.submit(sequence::begin));
        for (Future<?> start : both) {
            start.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        long first = next(places);
        FakePublisher.answers(Manner.GENUINE, highest);
        sequence.begin();

        assertThat(first).isEqualTo(highest + 1);
        assertThat(next(places)).isEqualTo(highest + 2);
    }

    @Test
    void aPublisherThatStaysAwayEndsTheStart() {
        FakePublisher.answers(Manner.AWAY, highest);

        assertThatThrownBy(sequence::begin)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("imprimatur.renderer.publisher")
                .hasMessageContaining("it answers 503");
        assertThat(last()).as("what the publisher knows was not reached").isLessThan(highest);
    }

    @Test
    void aDatabaseThatKnowsWhatItGaveAsksAndDoesNotWait() {
        order();
        await().atMost(LIMIT).until(() -> !forgotten.nothingHandled());
        FakePublisher.answers(Manner.AWAY, highest);
        int asked = FakePublisher.asked();
        sequence.begin();
        assertThat(FakePublisher.asked()).isEqualTo(asked + 1);

        FakePublisher.answers(Manner.GENUINE, highest);
        sequence.begin();

        assertThat(next(places)).isEqualTo(highest + 1);
    }

    private void order() {
        RebuildId id = new RebuildId("r-" + UUID.randomUUID());
        kafka.send(new RollbackRequested(id(), Instant.now(), id, "some:1", null, "bad", "ann", null));
        await().atMost(LIMIT)
                .until(() -> kafka.events(RollbackOrdered.class).stream()
                        .anyMatch(each -> each.rebuildId().equals(id)));
    }

    /** As a database that was just made. */
    private void forget() {
        QuarkusTransaction.requiringNew().run(() -> {
            database.createNativeQuery("delete from rebuild_image").executeUpdate();
            database.createNativeQuery("delete from rebuild").executeUpdate();
            database.createNativeQuery("delete from ordered_rollback").executeUpdate();
            database.createNativeQuery("update place set last = 5").executeUpdate();
        });
    }

    private long last() {
        return QuarkusTransaction.requiringNew().call(() -> (Long)
                database.createNativeQuery("select last from place", Long.class).getSingleResult());
    }

    private static long next(Places places) {
        return QuarkusTransaction.requiringNew().call(places::next);
    }
}
