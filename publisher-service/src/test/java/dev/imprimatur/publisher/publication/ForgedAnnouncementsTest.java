package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.restore.ForgottenPublications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another program writes publish-completed, and the publisher starts again: only what was signed is taken over. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class ForgedAnnouncementsTest {
    @Inject
    Bus bus;

    @Inject
    ForgottenPublications forgotten;

    private Family greeter;
    private Family node;
    private PublishCompleted genuine;
    private PublishCompleted others;

    @BeforeEach
    void publishTwoImages() {
        greeter = new Family(bus);
        node = new Family(bus);
        genuine = greeter.publish(greeter.push("hello"), "1.0.0", "1");
        others = node.publish(node.push("node"), "22.0.0", "22");
    }

    @Test
    void oneWithoutItsRevisionKeepsNoPublisherFromStarting() {
        recall(forged(genuine.candidate(), genuine.digest(), genuine.tags(), null, null));

        assertThat(held(greeter, "1")).isEqualTo(genuine.digest().value());
    }

    @Test
    void theSameTagTwiceIsTakenOnce() {
        List<PublishedTag> twice = List.of(
                genuine.tags().getFirst(),
                genuine.tags().getFirst(),
                genuine.tags().getLast());

        recall(forged(genuine.candidate(), genuine.digest(), twice, genuine.revision(), null));

        assertThat(held(greeter, "1")).isEqualTo(genuine.digest().value());
    }

    @Test
    void noImageGetsTheTagsOfAnother() {
        Candidate taken =
                genuine.candidate().tagged(List.of(node.repository.tag("22.0.0")), List.of(node.repository.tag("22")));

        recall(forged(taken, genuine.digest(), others.tags(), genuine.revision(), null));

        assertThat(held(node, "22")).isEqualTo(others.digest().value());
        assertThat(node.publish(node.push("next"), "22.0.0", "22").failure()).isNull();
    }

    @Test
    void aRollbackThatNoRendererSignedIsNotTakenOver() {
        ImageReference newer = greeter.push("newer");
        greeter.publish(newer, "1.0.0", "1");

        recall(forged(
                genuine.candidate(),
                genuine.digest(),
                genuine.tags(),
                genuine.revision(),
                new PublishCompleted.Rollback(
                        new RebuildId("x" + UUID.randomUUID()), newer.digest(), null, null, null)));

        assertThat(held(greeter, "1")).isEqualTo(newer.digest().value());
        assertThat(given().get("/api/blocks").jsonPath().getList("digest"))
                .doesNotContain(newer.digest().value());
    }

    @Test
    void aFailureThatNoPublisherSignedEndsNothing() {
        QuarkusTransaction.requiringNew()
                .run(() -> Publication.update(
                        "state = ?1, finishedAt = null where id = ?2",
                        Publication.State.OPEN,
                        Publication.id(genuine)));

        recall(PublishCompletedBuilder.builder()
                .eventId("x" + UUID.randomUUID())
                .occurredAt(Instant.now())
                .rebuildId(genuine.rebuildId())
                .candidate(genuine.candidate())
                .digest(genuine.digest())
                .reason("forged")
                .failure(FailureReport.of("unknown", false, "forged"))
                .log(genuine.log())
                .build());

        given().get("/api/publications?rebuild=" + genuine.rebuildId()).then().body("[0].state", equalTo("published"));
    }

    @Test
    void aRollbackThatWasSignedAndRefusedGoesBackNowhere() {
        ImageReference newer = greeter.push("newer");
        greeter.publish(newer, "1.0.0", "1");
        RollbackRequested nonsense = greeter.rollback("nonsense", null);
        assertThat(greeter.rollBack(nonsense).failure().kind()).isEqualTo("unknown-image");

        recall(forged(
                genuine.candidate(),
                genuine.digest(),
                genuine.tags(),
                genuine.revision(),
                new PublishCompleted.Rollback(nonsense.rebuildId(), newer.digest(), null, null, null)));

        assertThat(held(greeter, "1")).isEqualTo(newer.digest().value());
        assertThat(given().get("/api/blocks").jsonPath().getList("digest"))
                .doesNotContain(newer.digest().value());
    }

    private void recall(PublishCompleted forged) {
        bus.announce(forged);
        await().atMost(Family.LONG)
                .until(() ->
                        bus.published().stream().anyMatch(each -> each.eventId().equals(forged.eventId())));
        assertThatCode(forgotten::recall).doesNotThrowAnyException();
    }

    private static PublishCompleted forged(
            Candidate candidate,
            Digest digest,
            List<PublishedTag> tags,
            Integer revision,
            PublishCompleted.Rollback rollback) {
        String id = "x" + UUID.randomUUID();
        return PublishCompletedBuilder.builder()
                .eventId(id + "/p")
                .occurredAt(Instant.now())
                .rebuildId(new RebuildId(id))
                .candidate(candidate)
                .digest(digest)
                .tags(tags)
                .reason("forged")
                .revision(revision)
                .rollback(rollback)
                .build();
    }

    private static Object held(Family family, String tag) {
        return given().get("/api/tags?repository=" + family.repository)
                .jsonPath()
                .get("find { it.reference.endsWith(':" + tag + "') }.digest");
    }
}
