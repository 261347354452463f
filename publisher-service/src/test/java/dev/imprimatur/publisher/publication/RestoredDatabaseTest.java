package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.restore.ForgottenPublications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that is older than what was published, or empty. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class RestoredDatabaseTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    ForgottenPublications forgotten;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    PublishWork work;

    private final Registry behind = Surroundings.registry("IMPRIMATUR_REGISTRY");
    private final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");
    private String family;
    private Repository repository;

    @BeforeEach
    void newRepository() {
        family = "f" + UUID.randomUUID();
        repository = new Repository("publisher-test/" + family);
    }

    @Test
    void whatWasAnnouncedIsTakenOver() {
        ImageReference good = push("good");
        ImageReference bad = push("bad");
        publish(approved(good, node("22.1.0", "22"), "the same"));
        PublishCompleted unchanged = publish(approved(push("built again"), node("22.1.0", "22"), "the same"));
        assertThat(unchanged.digest()).isEqualTo(good.digest());
        publish(bad, "22.1.0", "22");
        rollBack("22.1.0", "crashes");
        List<Object> before = known();

        lose();
        assertThat(known()).isEmpty();
        forgotten.recall();
        forgotten.recall();

        assertThat(known()).containsExactlyElementsOf(before);
        given().get("/api/blocks")
                .then()
                .body("find { it.digest == '" + bad.digest() + "' }.reason", equalTo("crashes"));
        given().get("/api/tags/history?reference=" + repository + ":22")
                .then()
                .body(
                        "digest",
                        equalTo(Stream.of(good, bad, good)
                                .map(each -> each.digest().value())
                                .toList()))
                .body("reason", hasItem("rollback: crashes"));
        assertThat(publish(push("next"), "22.1.0", "22").revision()).isEqualTo(3);
        assertThat(publish(bad, "22.1.0", "22").failure().kind()).isEqualTo("blocked");
        assertThat(rollBack("22.1.0", "worse")).isEqualTo(good.digest());
    }

    /** It takes no login to ask for a rollback, under any id. */
    @Test
    void whatWasTestedEndsApartFromARollbackThatTookTheIdOfItsRebuild() {
        publish(push("first"), "22.1.0", "22");
        publish(push("second"), "22.1.0", "22");
        TestCompleted event = approved(push("third"), node("22.1.0", "22"));
        rollBack(event.rebuildId(), "22.1.0", "twin");
        assertThat(publish(event).failure().kind()).isEqualTo("superseded");
        List<Object> before = known();

        lose();
        forgotten.recall();

        assertThat(known()).containsExactlyElementsOf(before);
    }

    @Test
    void aPublicationThatTheBackupHasInMidAirEndsAsItDid() {
        TestCompleted event = approved(push("one"), node("22.1.0", "22"));
        bus.send(event);
        PublishCompleted first = await().atMost(LONG)
                .until(() -> bus.published(event), published -> !published.isEmpty())
                .getFirst();
        QuarkusTransaction.requiringNew().run(() -> {
            database.createNativeQuery("update publication set state = 'OPEN', finished_at = null where id = :id")
                    .setParameter("id", Publication.id(event))
                    .executeUpdate();
            database.createNativeQuery("delete from tag where image = :image")
                    .setParameter("image", image("22.1.0"))
                    .executeUpdate();
        });

        forgotten.recall();

        given().get("/api/publications?rebuild=" + event.rebuildId()).then().body("[0].state", equalTo("published"));
        given().get("/api/tags?repository=" + repository)
                .then()
                .body(
                        "find { it.reference.endsWith(':22') }.digest",
                        equalTo(first.digest().value()));
    }

    @Test
    void whatWasAnnouncedAsCancelledBeforeAnyAttemptIsNotPublished() {
        TestCompleted event = approved(push("one"), node("22.1.0", "22"));
        bus.cancel(event.rebuildId());
        await().atMost(LONG).until(() -> cancelled.find(event.rebuildId()).isPresent());
        PublishCompleted told = publish(event);
        assertThat(told.failure().wasCancelled()).isTrue();
        assertThat(told.log()).as("it had no attempt").isNull();
        QuarkusTransaction.requiringNew().run(() -> {
            database.createNativeQuery(
                            "update publication set state = 'OPEN', finished_at = null, failure = null where id = :id")
                    .setParameter("id", Publication.id(event))
                    .executeUpdate();
            database.createNativeQuery("delete from cancelled_rebuild where rebuild_id = :rebuild")
                    .setParameter("rebuild", event.rebuildId().value())
                    .executeUpdate();
        });

        forgotten.recall();
        work.run(Publication.id(event));

        given().get("/api/publications?rebuild=" + event.rebuildId())
                .then()
                .body("[0].state", equalTo("failed"))
                .body("[0].failure.kind", equalTo("cancelled"));
        assertThat(TestImages.get(repository.tag("22").in(behind)).statusCode()).isEqualTo(404);
        assertThat(bus.published(event)).hasSize(1);
    }

    @Test
    void aVerdictThatIsGivenAgainBeginsNothingAndIsNoDeadLetter() {
        TestCompleted event = approved(push("one"), node("22.1.0", "22"));
        publish(event);
        lose();
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery("with old as (delete from inbox where event_id = :id)"
                                + " delete from inbox_event where event_id = :id")
                        .setParameter("id", event.eventId())
                        .executeUpdate());
        forgotten.recall();
        int dead = bus.deadLetters().size();

        bus.send(event);
        publish(approved(push("two"), node("22.1.0", "22")));

        assertThat(bus.deadLetters()).hasSize(dead);
        assertThat(bus.published(event)).hasSize(1);
    }

    @Test
    void whatNeitherDatabaseNorKafkaKnowsTheRegistryStillTells() {
        ImageReference higher = TestImages.push(in(behind), repository + "higher", image("22.2.0"));
        TestImages.tag(higher, repository.tag("22").in(behind));

        PublishCompleted refused = publish(push("lower"), "22.1.0", "22");

        assertThat(refused.failure().kind()).isEqualTo("would-move-backward");
        assertThat(refused.failure().message()).contains(repository + ":22 is at " + image("22.2.0"));
        assertThat(digestOf("22")).isEqualTo(higher.digest());
        assertThat(publish(push("highest"), "22.3.0", "22").failure()).isNull();
    }

    @Test
    void aTagThatAnotherProgramMovedForwardIsNotTakenBackEither() {
        publish(push("ours"), "22.1.0", "22");
        ImageReference higher = TestImages.push(in(behind), repository + "higher", image("22.2.0"));
        TestImages.tag(higher, repository.tag("22").in(behind));

        assertThat(publish(push("again"), "22.1.0", "22").failure().kind()).isEqualTo("would-move-backward");

        Candidate allowed = CandidateBuilder.builder(node("22.1.0", "22"))
                .allow(List.of(Allowance.BACKWARD))
                .build();
        assertThat(publish(approved(push("wanted"), allowed)).failure()).isNull();
    }

    /** A backup from before a higher version took the tag, and no word of that in Kafka. */
    @Test
    void aRollbackLeavesATagThatTheRegistryGivesToAnotherImage() {
        ImageReference first = push("first");
        publish(first, "22.1.0", "22");
        publish(push("second"), "22.1.0", "22");
        ImageReference higher = TestImages.push(in(behind), repository + "higher", image("22.2.0"));
        TestImages.tag(higher, repository.tag("22").in(behind));

        assertThat(rollBack("22.1.0", "crashes")).isEqualTo(first.digest());

        assertThat(digestOf("22.1.0")).isEqualTo(first.digest());
        assertThat(digestOf("22")).isEqualTo(higher.digest());
    }

    @Test
    void soItDoesWhereTheDatabaseKnowsTheRegistryByAnotherName() {
        ImageReference first = push("first");
        publish(first, "22.1.0", "22");
        publish(push("second"), "22.1.0", "22");
        ImageReference higher = TestImages.push(in(staging), repository + "higher", image("22.2.0"));
        publish(higher, "22.2.0", "22");
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(
                                "update tag set reference = 'former.example.com' || substring(reference, position('/' in reference))"
                                        + " where image like :family")
                        .setParameter("family", family + "/%")
                        .executeUpdate());

        assertThat(rollBack("22.1.0", "crashes")).isEqualTo(first.digest());

        assertThat(digestOf("22.1.0")).isEqualTo(first.digest());
        assertThat(digestOf("22")).isEqualTo(higher.digest());
    }

    /** What no backup has: everything about this test's family. */
    private void lose() {
        QuarkusTransaction.requiringNew().run(() -> {
            for (String statement : List.of(
                    "delete from blocked_digest where image like :family",
                    "delete from tag where image like :family",
                    "delete from tag_history where image like :family",
                    "delete from revision where image like :family",
                    "delete from approval where image like :family",
                    "delete from tag_change where publication_id in (select id from publication where image like :family)",
                    "delete from publication_attempt"
                            + " where publication_id in (select id from publication where image like :family)",
                    "delete from publication where image like :family")) {
                database.createNativeQuery(statement)
                        .setParameter("family", family + "/%")
                        .executeUpdate();
            }
        });
    }

    private List<Object> known() {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery("""
                        select image || ' r' || number || ' ' || digest || ' ' || state from revision where image like :family
                        union all
                        select reference || ' ' || role || ' ' || digest || ' ' || image || ' ' || rebuild_id from tag
                        where image like :family
                        union all
                        select id || ' ' || state || ' ' || digest || ' ' || coalesce(leaves, '') from publication
                        where image like :family
                        union all
                        select event_id || ' ' || verdict || ' ' || signed_by from approval where image like :family
                        order by 1
                        """, Object.class)
                        .setParameter("family", family + "/%")
                        .getResultList());
    }

    private Digest rollBack(String version, String reason) {
        return rollBack(new RebuildId("r-" + UUID.randomUUID()), version, reason);
    }

    private Digest rollBack(RebuildId id, String version, String reason) {
        RollbackRequested request = RollbackRequestedBuilder.builder()
                .eventId(id.value())
                .occurredAt(Instant.now())
                .rebuildId(id)
                .reference(image(version))
                .reason(reason)
                .requestedBy("ann")
                .build();
        bus.send(request);
        return await().atMost(LONG)
                .until(() -> bus.rolledBack(request), events -> !events.isEmpty())
                .getFirst()
                .digest();
    }

    private PublishCompleted publish(ImageReference staged, String version, String... aliases) {
        return publish(approved(staged, node(version, aliases)));
    }

    private PublishCompleted publish(TestCompleted event) {
        bus.send(event);
        return await().atMost(LONG)
                .until(() -> bus.published(event), published -> !published.isEmpty())
                .getFirst();
    }

    private Candidate node(String version, String... aliases) {
        return candidate(
                image(version),
                List.of(repository.tag(version)),
                Stream.of(aliases).map(repository::tag).toList());
    }

    private String image(String version) {
        return family + "/" + version + "/bookworm";
    }

    private RepositoryReference in(Registry registry) {
        return new RepositoryReference(registry, repository);
    }

    private ImageReference push(String text) {
        return TestImages.push(in(staging), repository + text);
    }

    private Digest digestOf(String tag) {
        return Digest.of(TestImages.get(repository.tag(tag).in(behind)).body());
    }
}
