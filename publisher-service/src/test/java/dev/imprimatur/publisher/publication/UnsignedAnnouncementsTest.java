package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.LogReference;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.UnsignedAllowed;
import dev.imprimatur.publisher.restore.ForgottenPublications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A publisher that takes over what releases announced that sign nothing: as far as signatures of others cover it. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnsignedAllowed.class)
class UnsignedAnnouncementsTest {
    @Inject
    Bus bus;

    @Inject
    ForgottenPublications forgotten;

    private Family family;

    @BeforeEach
    void newFamily() {
        family = new Family(bus);
    }

    @Test
    void whatTheDatabaseDoesNotKnowIsTakenOver() {
        TestCompleted tested = old(Verdicts.approved(family.push("one"), family.candidate("1.0.0", "1")));
        assertThat(family.publish(tested).failure().kind())
                .as("so the publisher keeps no row of it")
                .isEqualTo("verdict-expired");

        recall(announced(tested, null, null));

        assertThat(state(tested.rebuildId())).isEqualTo("published");
        assertThat(held("1")).isEqualTo(tested.staged().digest().value());
    }

    @Test
    void nothingThatWasBegunEndsByIt() {
        TestCompleted tested = Verdicts.approved(family.push("one"), family.candidate("1.0.0", "1"));
        family.publish(tested);
        QuarkusTransaction.requiringNew()
                .run(() -> Publication.update(
                        "state = ?1, finishedAt = null where id = ?2", Publication.State.OPEN, Publication.id(tested)));

        recall(announced(tested, FailureReport.of("unknown", false, "forged"), null));

        assertThat(state(tested.rebuildId())).isEqualTo("published");
    }

    @Test
    void aRollbackOfSomethingElseMovesNothing() {
        TestCompleted tested = Verdicts.approved(family.push("first"), family.candidate("1.0.0", "1"));
        family.publish(tested);
        ImageReference newer = family.push("newer");
        family.publish(newer, "1.0.0", "1");
        RollbackRequested nonsense = family.rollback("nonsense", null);
        assertThat(family.rollBack(nonsense).failure().kind()).isEqualTo("unknown-image");

        recall(announced(
                tested, null, new PublishCompleted.Rollback(nonsense.rebuildId(), newer.digest(), null, null, null)));

        assertThat(held("1")).isEqualTo(newer.digest().value());
    }

    @Test
    void whatIsLeftAsideIsSaidAsItWasAnnounced() {
        TestCompleted unknown = Verdicts.approved(family.push("unknown"), family.candidate("1.0.0", "1"));
        PublishCompleted published = announced(unknown, null, null);
        PublishCompleted failed =
                announced(unknown, FailureReport.of("registry-unreachable", false, "it was away"), null);
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler listener = new ExtHandler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(ExtLogRecord.wrap(record).getFormattedMessage());
            }
        };
        Logger log = Logger.getLogger(ForgottenPublications.class.getName());
        log.addHandler(listener);
        try {
            recall(published);
            recall(failed);
        } finally {
            log.removeHandler(listener);
        }

        String left = ", and that is not taken over: Kafka no longer has its verdict";
        String image = family.image("1.0.0");
        assertThat(lines)
                .contains(image + " was announced as published as " + published.digest() + " at "
                        + published.occurredAt() + left)
                .contains(image + " was announced as not published (registry-unreachable) at " + failed.occurredAt()
                        + left);
    }

    private void recall(PublishCompleted announced) {
        bus.announce(announced);
        await().atMost(Family.LONG)
                .until(() ->
                        bus.published().stream().anyMatch(each -> each.eventId().equals(announced.eventId())));
        forgotten.recall();
    }

    private PublishCompleted announced(
            TestCompleted tested, FailureReport failure, PublishCompleted.Rollback rollback) {
        return PublishCompletedBuilder.builder()
                .eventId("x" + UUID.randomUUID())
                .occurredAt(Instant.now())
                .rebuildId(tested.rebuildId())
                .candidate(tested.candidate())
                .digest(tested.staged().digest())
                .tags(
                        failure != null
                                ? List.of()
                                : tested.candidate().tags().stream()
                                        .map(tag -> new PublishedTag(tag.in(family.behind), null))
                                        .toList())
                .reason("from before signatures")
                .failure(failure)
                .log(new LogReference("p", tested.staged().digest(), 1, 1))
                .revision(1)
                .rollback(rollback)
                .build();
    }

    private static TestCompleted old(TestCompleted event) {
        return TestKeys.sign(TestCompletedBuilder.builder(event)
                .occurredAt(Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.MILLIS))
                .build());
    }

    private static Object state(RebuildId rebuild) {
        return given().get("/api/publications?rebuild=" + rebuild).jsonPath().get("[0].state");
    }

    private Object held(String tag) {
        return given().get("/api/tags?repository=" + family.repository)
                .jsonPath()
                .get("find { it.reference.endsWith(':" + tag + "') }.digest");
    }
}
