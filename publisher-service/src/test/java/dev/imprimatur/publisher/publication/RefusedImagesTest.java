package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static dev.imprimatur.publisher.publication.Verdicts.rejected;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.approval.Refusal;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is not published, with the reason that is given. */
@org.junit.jupiter.api.Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class RefusedImagesTest extends PublishingFixture {

    @Test
    void aRejectedDigestIsNotPublishedAndNothingIsAnnounced() {
        TestCompleted rejection = rejected(push("bad"), node("22.1.0"));

        bus.send(rejection);

        awaitState(rejection, "rejected");
        publish(approved(push("good"), node("22.2.0")));
        assertThat(bus.published(rejection)).isEmpty();
        assertThat(status("22.1.0")).isEqualTo(404);
    }

    @Test
    void aDigestWithoutAVerdictOfItsOwnIsRefused() {
        ImageReference tested = push("tested");
        ImageReference other = push("other");
        TestCompleted verdict = approved(tested, node("22.1.0"));
        TestCompleted swapped = approved(other, verdict.candidate());
        QuarkusTransaction.requiringNew().run(() -> {
            note(verdict);
            Publication.of(swapped).persist();
            queue.add(work, Publication.id(swapped), Priority.MANUAL);
        });

        PublishCompleted published = awaitPublished(swapped);

        assertThat(published.failure().kind()).isEqualTo("not-approved");
        assertThat(published.failure().message()).contains(other.digest().value(), "no verdict on it is known");
        assertThat(status("22.1.0")).isEqualTo(404);
    }

    @Test
    void aLaterRejectionTakesAnApprovalBack() {
        ImageReference staged = push("doubtful");
        Candidate candidate = node("22.1.0");
        bus.send(approved(staged, candidate));
        await().atMost(LONG).until(() -> status("22.1.0") == 200);
        TestCompleted again = approved(staged, candidate);
        QuarkusTransaction.requiringNew().run(() -> {
            note(rejected(staged, candidate));
            Publication.of(again).persist();
            queue.add(work, Publication.id(again), Priority.MANUAL);
        });

        assertThat(awaitPublished(again).failure().message()).contains("its latest verdict is a rejection");
    }

    /**
     * The process ended between the refusal and the acknowledgement, and the clock is right when the verdict comes
     * again.
     */
    @Test
    void whatWasRefusedAndAnnouncedIsNotPublishedWhenItComesAgain() {
        TestCompleted refused = approved(push("late"), node("22.3.0"));
        QuarkusTransaction.requiringNew()
                .run(() -> Refusal.of(
                                "a refusal",
                                refused,
                                FailureReport.of("verdict-of-the-future", false, "the clock was behind"))
                        .persist());

        bus.send(refused);

        publish(approved(push("good"), node("22.4.0")));
        assertThat(bus.published(refused)).isEmpty();
        assertThat(status("22.3.0")).isEqualTo(404);
    }

    @Test
    void withoutTheKeyNothingIsPublishedAndTheGenuineVerdictStillIs() {
        TestCompleted genuine = approved(push("tested"), node("22.1.0", "22"));
        TestCompleted swapped = approved(push("evil"), node("22.1.0", "22"));
        TestCompleted unsigned = genuine.signed(null);
        TestCompleted ofStranger = TestKeys.sign(unsigned, SigningKey.generate());
        TestCompleted retagged = approved(genuine.staged(), node("22.1.0", "latest"));
        bus.send(unsigned);
        bus.send(ofStranger);
        bus.send(genuine.signed(swapped.envelope()));
        bus.send(retagged.signed(genuine.envelope()));

        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/refusals")
                        .then()
                        .statusCode(200)
                        .body(refused(genuine), hasSize(3))
                        .body(refused(retagged), hasSize(1)));
        given().get("/api/refusals")
                .then()
                .body(
                        refused(genuine) + ".kind",
                        containsInAnyOrder("verdict-not-signed", "signer-unknown", "verdict-mismatch"))
                .body(refused(retagged) + ".kind", contains("verdict-mismatch"));
        assertThat(status("22.1.0")).isEqualTo(404);
        assertThat(status("latest")).isEqualTo(404);

        bus.send(genuine);

        await().atMost(LONG).until(() -> status("22") == 200);
        // A failure that the publisher tells in the name of a rebuild fails the image there.
        assertThat(awaitPublished(genuine).failure()).isNull();
        assertThat(bus.published(retagged)).isEmpty();
        assertThat(digestOf("22.1.0")).isEqualTo(genuine.staged().digest());
        assertThat(status("latest")).isEqualTo(404);
        assertThat(bus.deadLetters())
                .anySatisfy(record -> assertThat(new String(
                                record.headers()
                                        .lastHeader("dead-letter-reason")
                                        .value(),
                                StandardCharsets.UTF_8))
                        .contains("signer-unknown: the verdict was refused"));
    }

    private static String refused(TestCompleted event) {
        return "findAll { it.rebuildId == '" + event.rebuildId() + "' }";
    }

    @Test
    void anApprovalFromBeforeSignaturesApprovesNothing() {
        TestCompleted event = approved(push("old"), node("22.1.0"));
        QuarkusTransaction.requiringNew().run(() -> {
            Approval.note(new SignedVerdict(event, null, Instant.now()));
            Publication.of(event).persist();
            queue.add(work, Publication.id(event), Priority.MANUAL);
        });

        assertThat(awaitPublished(event).failure().kind()).isEqualTo("verdict-not-signed");
    }

    @Test
    void aDigestThatStagingLacksIsRefused() {
        ImageReference missing = in(staging).at(Digest.of(repository.path().getBytes(StandardCharsets.UTF_8)));

        PublishCompleted published = publish(approved(missing, node("22.1.0")));

        assertThat(published.failure().kind()).isEqualTo("not-found");
        assertThat(published.failure().message()).contains(staging.host(), missing.toString(), "MANIFEST_UNKNOWN");
        assertThat(status("22.1.0")).isEqualTo(404);
    }

    @Test
    void anImageFromAnotherRegistryIsRefused() {
        ImageReference foreign = new RepositoryReference(Registry.parse("localhost:1"), repository)
                .at(push("any").digest());

        assertThat(publish(approved(foreign, node("22.1.0"))).failure().kind()).isEqualTo("foreign-staging");
    }

    @Test
    void noTagMovesBackward() {
        ImageReference newer = push("newer");
        publish(approved(newer, node("0.12.15", "0.12")));

        PublishCompleted published = publish(approved(push("older"), node("0.12.9", "0.12")));

        assertThat(published.failure().kind()).isEqualTo("would-move-backward");
        assertThat(published.failure().message())
                .contains(repository + ":0.12 ", "node/0.12.15/bookworm", "node/0.12.9/bookworm");
        assertThat(digestOf("0.12")).isEqualTo(newer.digest());
        assertThat(status("0.12.9")).isEqualTo(404);
    }

    @Test
    void anothersTagIsNotTaken() {
        publish(approved(push("bookworm"), node("22.1.0", "22")));
        Candidate trixie = candidate(
                "node/22.1.0/trixie", List.of(repository.tag("22.1.0-trixie")), List.of(repository.tag("22")));

        PublishCompleted published = publish(approved(push("trixie"), trixie));

        assertThat(published.failure().kind()).isEqualTo("tag-taken");
        assertThat(status("22.1.0-trixie")).isEqualTo(404);
    }

    private static void awaitState(TestCompleted event, String state) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + event.rebuildId())
                        .then()
                        .body("[0].state", equalTo(state)));
    }
}
