package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.drift.DriftRuns;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.TrustFolder;
import dev.imprimatur.publisher.restore.ForgottenPublications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An approval counts when it is used, by its signature and the keys that are trusted then, and no row stands for it.
 */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class ApprovalInUseTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    DriftRuns drift;

    @Inject
    ForgottenPublications forgotten;

    @Inject
    PublishWork work;

    @Inject
    PublicationLedger ledger;

    FlakyRegistry production;

    private final SigningKey stolen = SigningKey.generate();
    private Family family;

    @BeforeEach
    void aSecondTester() {
        family = new Family(bus);
        TrustFolder.trust(stolen.publicKey());
    }

    @AfterEach
    void asBefore() {
        production.comeUp();
        TrustFolder.revoke(stolen.publicKey());
    }

    @Test
    void aRowAlonePublishesNothing() {
        TestCompleted rejected = Verdicts.rejected(family.push("bad"), family.candidate("1.0.0", "1"));
        bus.send(rejected);
        awaitState(rejected, "rejected");

        QuarkusTransaction.requiringNew().run(() -> {
            Rows.update(
                    database,
                    "update approval set verdict = 'APPROVED' where digest = ?1",
                    rejected.staged().digest().value());
            Rows.update(
                    database,
                    "update publication set state = 'OPEN', finished_at = null, failure = null where id = ?1",
                    Publication.id(rejected));
            Rows.update(
                    database,
                    "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                            + " values ('publish', ?1, now(), false, 1, 30)",
                    Publication.id(rejected));
        });

        PublishCompleted told = family.published(rejected);
        assertThat(told.failure().kind()).isEqualTo("not-approved");
        assertThat(told.failure().message()).contains("signed a rejection");
        assertThat(family.status("1")).isEqualTo(404);
    }

    @Test
    void aRowThatSaysThatTagsAreSetTellsNothing() {
        TestCompleted rejected = Verdicts.rejected(family.push("bad"), family.candidate("1.0.0", "1"));
        bus.send(rejected);
        awaitState(rejected, "rejected");

        QuarkusTransaction.requiringNew().run(() -> {
            Rows.update(
                    database,
                    "update publication set state = 'TAGGED', finished_at = null, failure = null where id = ?1",
                    Publication.id(rejected));
            Rows.update(
                    database,
                    "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                            + " values ('publish', ?1, now(), false, 1, 30)",
                    Publication.id(rejected));
        });

        assertThat(family.published(rejected).failure().kind()).isEqualTo("not-approved");
    }

    @Test
    void whatIsTaggedIsAnnouncedThoughItIsBlockedBeforeThat() {
        PublishCompleted published = family.publish(family.push("tagged"), "1.0.0", "1");
        tagged(published);
        given().put("/api/blocks/" + published.digest() + "?reason=leak").then().statusCode(200);

        work.run(Publication.id(published));

        assertState(published, "published");
    }

    @Test
    void whatIsTaggedIsAnnouncedThoughItsKeyIsRevokedBeforeThat() {
        PublishCompleted published = family.publish(family.approved(family.push("tagged"), stolen, "1.0.0", "1"));
        tagged(published);
        TrustFolder.revoke(stolen.publicKey());

        work.run(Publication.id(published));

        assertState(published, "published");
    }

    @Test
    void whatTheStatementsOfAnotherSayIsNotAnnounced() {
        PublishCompleted other = family.publish(family.push("other"), "1.1.0");
        PublishCompleted published = family.publish(family.approved(family.push("tagged"), stolen, "1.0.0", "1"));
        tagged(published);
        Rows.update(
                database,
                "update publication set statements = (select statements from publication where id = ?1) where id = ?2",
                Publication.id(other),
                Publication.id(published));
        TrustFolder.revoke(stolen.publicKey());

        work.run(Publication.id(published));

        assertState(published, "failed");
    }

    @Test
    void whatAnotherPublisherTaggedIsNotGivenUp() {
        PublishCompleted published = family.publish(family.push("tagged"), "1.0.0", "1");
        tagged(published);
        Publication publication =
                QuarkusTransaction.requiringNew().call(() -> Publication.findById(Publication.id(published)));

        ledger.restoring(publication, FailureReport.of("lock-lost", true, "another publisher has it"));

        assertState(published, "tagged");
    }

    /** As a publisher leaves it that ends before it tells. */
    private void tagged(PublishCompleted published) {
        Rows.update(
                database,
                "update publication set state = 'TAGGED', finished_at = null where id = ?1",
                Publication.id(published));
    }

    private static void assertState(PublishCompleted published, String state) {
        given().get("/api/publications?rebuild=" + published.rebuildId()).then().body("[0].state", equalTo(state));
    }

    @Test
    void aVerdictWhoseEnvelopeIsAnothersApprovesNothing() {
        TestCompleted good = Verdicts.approved(family.push("good"), family.candidate("1.0.0"));
        TestCompleted bad = Verdicts.approved(family.push("bad"), family.candidate("1.1.0"));
        assertThat(family.publish(good).failure()).isNull();
        QuarkusTransaction.requiringNew().run(() -> {
            Publication forged = Publication.of(bad.signed(good.envelope()));
            forged.persist();
            Rows.update(
                    database,
                    "insert into approval (event_id, digest, build_id, image, verdict, results, decided_at, signed_by)"
                            + " select 'forged ' || event_id, ?1, build_id, ?2, verdict, results, decided_at, signed_by"
                            + " from approval where digest = ?3",
                    bad.staged().digest().value(),
                    bad.candidate().image().toString(),
                    good.staged().digest().value());
            Rows.update(
                    database,
                    "update approval set build_id = ?1 where digest = ?2",
                    bad.candidate().buildId().value(),
                    bad.staged().digest().value());
            Rows.update(
                    database,
                    "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                            + " values ('publish', ?1, now(), false, 1, 30)",
                    forged.id);
        });

        assertThat(family.published(bad).failure().kind()).isEqualTo("verdict-mismatch");
        assertThat(family.status("1.1.0")).isEqualTo(404);
    }

    @Test
    void distrustReachesWhatIsQueued() {
        TestCompleted event = family.approved(family.push("queued"), stolen, "1.0.0", "1");
        production.goDown();
        bus.send(event);
        await().atMost(Family.LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + event.rebuildId())
                        .then()
                        .body("[0].waitingFor", equalTo("registry " + production.registry())));

        TrustFolder.revoke(stolen.publicKey());
        production.comeUp();

        assertThat(family.published(event).failure().kind()).isEqualTo("signer-unknown");
        assertThat(family.status("1")).isEqualTo(404);
    }

    @Test
    void noRollbackGoesToWhatARevokedKeyApproved() {
        ImageReference forged = family.push("forged");
        assertThat(family.publish(family.approved(forged, stolen, "1.0.0", "1")).failure())
                .isNull();
        ImageReference good = family.push("good");
        family.publish(good, "1.0.0", "1");
        TrustFolder.revoke(stolen.publicKey());

        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), null))
                        .failure()
                        .kind())
                .isEqualTo("no-earlier-revision");
        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), "r1"))
                        .failure()
                        .kind())
                .isEqualTo("signer-unknown");
        assertThat(family.digestOf("1")).isEqualTo(good.digest());
    }

    @Test
    void whatARetiredKeyApprovedStaysValidAndNothingNewIsBelieved() {
        ImageReference first = family.push("first");
        family.publish(family.approved(first, stolen, "1.0.0", "1"));
        family.publish(family.push("second"), "1.0.0", "1");
        TrustFolder.retire(stolen.publicKey());

        RollbackCompleted completed = family.rollBack(family.rollback(family.image("1.0.0"), null));

        assertThat(completed.failure()).isNull();
        assertThat(completed.digest()).isEqualTo(first.digest());
        assertThat(family.digestOf("1")).isEqualTo(first.digest());
        TestCompleted late = family.approved(family.push("third"), stolen, "1.0.0", "1");
        bus.send(late);
        awaitRefusal(late, "key-expired");
        assertThat(family.digestOf("1")).isEqualTo(first.digest());
    }

    /** It is for the operator only. */
    private static void awaitRefusal(TestCompleted verdict, String kind) {
        await().atMost(Family.LONG)
                .untilAsserted(() -> given().get("/api/refusals")
                        .then()
                        .body(
                                "findAll { it.rebuildId == '" + verdict.rebuildId() + "' }.kind",
                                equalTo(List.of(kind))));
    }

    @Test
    void whatCameBeforeItsKeyWasDistrustedStaysValidAndNothingLaterDoes() {
        ImageReference first = family.push("first");
        family.publish(family.approved(first, stolen, "1.0.0", "1"));
        Instant since = Instant.now();
        ImageReference forged = family.push("forged");
        family.publish(dated(family.approved(forged, stolen, "1.0.0", "1"), since.minus(Duration.ofHours(1))));
        family.publish(family.push("good"), "1.0.0", "1");
        TrustFolder.distrust(stolen.publicKey(), since.truncatedTo(ChronoUnit.MILLIS));

        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), "r2"))
                        .failure()
                        .kind())
                .as("whatever time it says itself")
                .isEqualTo("key-distrusted");
        TestCompleted late =
                dated(family.approved(family.push("late"), stolen, "1.0.0", "1"), since.minus(Duration.ofHours(1)));
        bus.send(late);
        awaitRefusal(late, "key-distrusted");
        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), null)).digest())
                .isEqualTo(first.digest());
        assertThat(family.digestOf("1")).isEqualTo(first.digest());
    }

    @Test
    void whatKafkaTookBeforeItsKeyWasDistrustedIsTakenOverIntoALostDatabase() {
        ImageReference first = family.push("first");
        family.publish(family.approved(first, stolen, "1.0.0", "1"));
        Instant since = Instant.now();
        ImageReference forged = family.push("forged");
        family.publish(dated(family.approved(forged, stolen, "1.1.0", "1.1"), since.minus(Duration.ofHours(1))));
        TrustFolder.distrust(stolen.publicKey(), since.truncatedTo(ChronoUnit.MILLIS));
        lose();

        forgotten.recall();

        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> database.createNativeQuery(
                                        "select digest from approval where image like ?1", String.class)
                                .setParameter(1, family.name + "/%")
                                .getResultList()))
                .isEqualTo(List.of(first.digest().value()));
    }

    /** The same verdict, which says of itself that it is of this time. */
    private TestCompleted dated(TestCompleted event, Instant time) {
        return TestKeys.sign(
                TestCompletedBuilder.builder(event)
                        .occurredAt(time.truncatedTo(ChronoUnit.MILLIS))
                        .build(),
                stolen);
    }

    private void lose() {
        QuarkusTransaction.requiringNew()
                .run(() -> List.of(
                                "delete from tag where image like ?1",
                                "delete from tag_history where image like ?1",
                                "delete from revision where image like ?1",
                                "delete from approval where image like ?1",
                                "delete from tag_change where publication_id in"
                                        + " (select id from publication where image like ?1)",
                                "delete from publication_attempt where publication_id in"
                                        + " (select id from publication where image like ?1)",
                                "delete from publication where image like ?1")
                        .forEach(statement -> Rows.update(database, statement, family.name + "/%")));
    }

    @Test
    void whatMayNotBePublishedIsNotRepairedEither() {
        ImageReference blocked = family.push("blocked");
        ImageReference revoked = family.push("revoked");
        ImageReference good = family.push("good");
        family.publish(blocked, "1.0.0");
        family.publish(family.approved(revoked, stolen, "1.1.0"));
        family.publish(good, "1.2.0");
        given().put("/api/blocks/" + blocked.digest() + "?reason=leak").then().statusCode(200);
        TrustFolder.revoke(stolen.publicKey());
        ImageReference foreign = TestImages.push(
                new dev.imprimatur.oci.RepositoryReference(family.behind, family.repository), family.name + "foreign");
        List.of("1.0.0", "1.1.0", "1.2.0").forEach(tag -> family.move(tag, foreign.digest()));

        drift.repair();

        assertThat(List.of(family.digestOf("1.0.0"), family.digestOf("1.1.0"))).containsOnly(foreign.digest());
        assertThat(family.digestOf("1.2.0")).isEqualTo(good.digest());
    }

    private static void awaitState(TestCompleted event, String state) {
        await().atMost(Family.LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + event.rebuildId())
                        .then()
                        .body("[0].state", equalTo(state)));
    }
}
