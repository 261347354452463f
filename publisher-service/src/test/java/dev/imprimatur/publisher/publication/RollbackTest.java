package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static dev.imprimatur.publisher.publication.Verdicts.rejected;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.PublishedTag;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RollbackCompleted;
import dev.imprimatur.messaging.event.RollbackRequested;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Revisions, going back to one, and what is remembered. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class RollbackTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    Bus bus;

    FlakyRegistry production;

    private final Registry behind = RegistriesResource.registry("IMPRIMATUR_REGISTRY");
    private final Registry staging = RegistriesResource.registry("IMPRIMATUR_STAGING");
    private Repository repository;
    private String family;

    @BeforeEach
    void newRepository() {
        family = "f" + UUID.randomUUID();
        repository = new Repository("publisher-test/" + family);
    }

    @AfterEach
    void up() {
        production.comeUp();
    }

    @Test
    void eachDigestGetsATagThatNeverMoves() {
        ImageReference first = push("first");
        ImageReference second = push("second");

        assertThat(publish(first, "22.1.0", "22").revision()).isEqualTo(1);
        assertThat(publish(second, "22.1.0", "22").revision()).isEqualTo(2);
        assertThat(publish(second, "22.1.0", "22").revision()).isEqualTo(2);

        assertThat(digestOf("22.1.0-r1")).isEqualTo(first.digest());
        assertThat(digestOf("22.1.0-r2")).isEqualTo(second.digest());
        assertThat(status("22.1.0-r3")).isEqualTo(404);
    }

    @Test
    void aRollbackThatHasTheIdOfAnOldRequestIsCarriedOutAllTheSame() {
        ImageReference first = push("first");
        publish(first, "22.1.0");
        publish(push("second"), "22.1.0");
        RollbackRequested request = request(image("22.1.0"), null, null);
        QuarkusTransaction.requiringNew()
                .run(() -> Approval.getEntityManager()
                        .createNativeQuery("insert into inbox (event_id, topic, received_at)"
                                + " values (?1, 'rollback-requested', now() - interval '2 days')")
                        .setParameter(1, request.eventId())
                        .executeUpdate());

        assertThat(rollBack(request).failure()).isNull();
        assertThat(digestOf("22.1.0")).isEqualTo(first.digest());
    }

    @Test
    void anEmptiedDatabaseGivesNoNumberAgain() {
        ImageReference former = push("former");
        TestImages.push(in(behind), repository + "former");
        TestImages.tag(
                in(behind).at(former.digest()), repository.tag("22.1.0-r6").in(behind));

        assertThat(publish(push("next"), "22.1.0").revision()).isEqualTo(7);
        assertThat(digestOf("22.1.0-r6")).isEqualTo(former.digest());
    }

    @Test
    void aRevisionTagOfAnotherDigestIsNeverOverwritten() {
        publish(push("first"), "22.1.0");
        ImageReference foreign = push("foreign");
        TestImages.push(in(behind), repository + "foreign");
        TestImages.tag(
                in(behind).at(foreign.digest()), repository.tag("22.1.0-r2").in(behind));

        assertThat(publish(push("second"), "22.1.0").revision()).isEqualTo(3);
        assertThat(digestOf("22.1.0-r2")).isEqualTo(foreign.digest());
        assertThat(publish(push("third"), "22.1.0").revision()).isEqualTo(4);
    }

    @Test
    void aCatalogueCannotHaveTheTagOfARevision() {
        publish(push("first"), "22.1.0");

        assertThat(publish(push("other"), "22.1.1", "22.1.0-r1").failure().kind())
                .isEqualTo("tag-taken");
    }

    @Test
    void allTagsGoBackAndTheBadDigestIsBlocked() {
        ImageReference good = push("good");
        ImageReference bad = push("bad");
        publish(good, "22.1.0", "22");
        publish(bad, "22.1.0", "22", "lts");
        RollbackRequested request = request(repository + ":22", null, "crashes");

        RollbackCompleted completed = rollBack(request);

        assertThat(completed.failure()).isNull();
        assertThat(completed.digest()).isEqualTo(good.digest());
        assertThat(completed.revision()).isEqualTo(1);
        assertThat(completed.blocked()).isEqualTo(bad.digest());
        for (String tag : List.of("22.1.0", "22", "lts", "22.1.0-r1")) {
            assertThat(digestOf(tag)).isEqualTo(good.digest());
        }
        assertThat(digestOf("22.1.0-r2")).isEqualTo(bad.digest());
        PublishCompleted told = await().atMost(LONG)
                .until(
                        () -> bus.published().stream()
                                .filter(event -> event.rollback() != null
                                        && event.rollback().rebuildId().equals(request.rebuildId()))
                                .toList(),
                        events -> !events.isEmpty())
                .getFirst();
        assertThat(told.reason()).isEqualTo("rollback: crashes");
        assertThat(told.digest()).isEqualTo(good.digest());
        assertThat(told.rollback().requestedBy()).isEqualTo("ann");
        assertThat(told.tags()).extracting(PublishedTag::previous).containsOnly(bad.digest());
        assertThat(told.tags()).hasSameSizeAs(told.candidate().tags()).hasSize(3);
        given().get("/api/blocks")
                .then()
                .body("find { it.digest == '" + bad.digest() + "' }.reason", equalTo("crashes"))
                .body("find { it.digest == '" + bad.digest() + "' }.blockedBy", equalTo("ann"));

        PublishCompleted again = publish(bad, "22.1.0", "22");
        assertThat(again.failure().kind()).isEqualTo("blocked");
        assertThat(again.failure().message()).contains("by ann", "crashes", "imprimatur unblock " + bad.digest());

        given().delete("/api/blocks/" + bad.digest()).then().statusCode(204);
        given().delete("/api/blocks/" + bad.digest()).then().statusCode(404);
        assertThat(publish(bad, "22.1.0", "22").revision()).isEqualTo(2);
    }

    @Test
    void theHistoryKnowsWhichDigestATagHadAndWhen() {
        ImageReference good = push("good");
        ImageReference bad = push("bad");
        publish(good, "22.1.0", "22");
        publish(bad, "22.1.0", "22");
        rollBack(request(image("22.1.0"), null, "crashes"));

        given().get("/api/tags/history?reference=" + repository + ":22")
                .then()
                .statusCode(200)
                .body(
                        "digest",
                        contains(
                                good.digest().value(),
                                bad.digest().value(),
                                good.digest().value()))
                .body("revision", contains(1, 2, 1))
                .body("reason", contains("rollback: crashes", "weekly rebuild", "weekly rebuild"))
                .body("[0].until", nullValue())
                .body("[0].image", equalTo(image("22.1.0")));
        List<String> since = history("since");
        List<String> until = history("until");
        assertThat(until.subList(1, 3)).isEqualTo(since.subList(0, 2));
        given().get("/api/tags/history?reference=" + bad.digest())
                .then()
                .body("reference", hasItem(production.registry() + "/" + repository + ":22.1.0-r2"));
        given().get("/api/tags/history?reference=none:1").then().statusCode(404);
        given().get("/api/tags/history").then().statusCode(400).body("message", containsString("'reference'"));
    }

    private List<String> history(String field) {
        return given().get("/api/tags/history?reference=" + repository + ":22")
                .jsonPath()
                .getList(field);
    }

    @Test
    void whatAnotherImageTookMeanwhileStaysThere() {
        ImageReference first = push("first");
        ImageReference newer = push("newer");
        publish(first, "22.1.0", "22", "22.1");
        publish(push("second"), "22.1.0", "22", "22.1");
        publish(newer, "22.2.0", "22");

        assertThat(rollBack(request(image("22.1.0"), "1", null)).failure()).isNull();

        assertThat(digestOf("22.1.0")).isEqualTo(first.digest());
        assertThat(digestOf("22.1")).isEqualTo(first.digest());
        assertThat(digestOf("22")).isEqualTo(newer.digest());
    }

    @Test
    void theRevisionCanBeNamedInEveryWay() {
        ImageReference first = push("first");
        publish(first, "22.1.0");
        ImageReference last = first;
        for (String to : List.of(
                "r1",
                "1",
                "22.1.0-r1",
                repository + ":22.1.0-r1",
                first.digest().value())) {
            last = push("after " + to);
            publish(last, "22.1.0");
            assertThat(rollBack(request(last.digest().value(), to, null)).digest())
                    .isEqualTo(first.digest());
        }
        assertThat(rollBack(request(image("22.1.0"), "6", null)).failure().kind())
                .isEqualTo("blocked");
        assertThat(rollBack(request(image("22.1.0"), "1", null)).failure().kind())
                .isEqualTo("already-there");
        assertThat(rollBack(request(image("22.1.0"), "9", null)).failure().kind())
                .isEqualTo("unknown-revision");
        assertThat(rollBack(request("nothing:1", null, null)).failure().kind()).isEqualTo("unknown-image");
    }

    @Test
    void neitherABlockedNorARejectedRevisionIsGoneBackTo() {
        ImageReference first = push("first");
        ImageReference second = push("second");
        Candidate candidate = node("22.1.0");
        publish(first, "22.1.0");
        assertThat(rollBack(request(image("22.1.0"), null, null)).failure().kind())
                .isEqualTo("no-earlier-revision");
        publish(second, "22.1.0");
        publish(push("third"), "22.1.0");
        given().put("/api/blocks/" + first.digest() + "?reason=cve&by=me")
                .then()
                .statusCode(200);
        QuarkusTransaction.requiringNew()
                .run(() -> Approval.note(new SignedVerdict(rejected(second, candidate), null, Instant.now())));

        assertThat(rollBack(request(image("22.1.0"), "2", null)).failure().kind())
                .isEqualTo("not-approved");
        assertThat(rollBack(request(image("22.1.0"), "1", null)).failure().kind())
                .isEqualTo("blocked");
        assertThat(rollBack(request(image("22.1.0"), null, null)).failure().kind())
                .isEqualTo("no-earlier-revision");
    }

    @Test
    void whatWasRefusedStaysRefusedWhenItIsAskedForAgain() {
        publish(push("first"), "22.1.0");
        RollbackRequested request = request(image("22.1.0"), null, null);
        assertThat(rollBack(request).failure().kind()).isEqualTo("no-earlier-revision");
        publish(push("second"), "22.1.0");

        askAgain(request);

        given().get("/api/publications?rebuild=" + request.rebuildId()).then().body("size()", equalTo(0));
        assertThat(bus.rolledBack(request)).hasSize(1);
    }

    @Test
    void whatWasRolledBackHasOneOutcomeThoughItIsAskedForAgain() {
        publish(push("first"), "22.1.0");
        publish(push("second"), "22.1.0");
        RollbackRequested request = request(image("22.1.0"), null, null);
        assertThat(rollBack(request).failure()).isNull();

        askAgain(request);
        publish(push("third"), "22.1.0");
        assertThat(rollBack(request(image("22.1.0"), null, null)).failure())
                .as("outcomes keep their order, so a second one would be here by now")
                .isNull();

        assertThat(bus.rolledBack(request)).hasSize(1);
    }

    /** The same rollback in another event, which is waited for. */
    private void askAgain(RollbackRequested request) {
        RollbackRequested again = new RollbackRequested(
                "again-" + request.rebuildId(),
                Instant.now(),
                request.rebuildId(),
                request.reference(),
                null,
                null,
                "ann");
        bus.send(again);
        await().atMost(LONG).until(() -> isHandled(again.eventId() + "/ordered"));
    }

    private boolean isHandled(String event) {
        return QuarkusTransaction.requiringNew().call(() -> (Boolean) Approval.getEntityManager()
                .createNativeQuery("select exists (select 1 from inbox where event_id = ?1)", Boolean.class)
                .setParameter(1, event)
                .getSingleResult());
    }

    @Test
    void aRollbackWaitsForTheRegistryToo() {
        ImageReference good = push("good");
        publish(good, "22.1.0", "22", "lts");
        publish(push("bad"), "22.1.0", "22", "lts");
        production.goDownAfter(1);
        RollbackRequested request = request(image("22.1.0"), null, null);

        bus.send(request);
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + request.rebuildId())
                        .then()
                        .body("[0].waitingFor", equalTo("registry " + production.registry())));
        production.comeUp();

        assertThat(awaitRolledBack(request).failure()).isNull();
        assertThat(digestOf("lts")).isEqualTo(good.digest());
    }

    @Test
    void aRollbackThatTakesTheIdOfARunningRebuildHidesNoVerdict() {
        ImageReference first = push("first");
        publish(first, "22.1.0", "22");
        publish(push("second"), "22.1.0", "22");
        TestCompleted verdict = approved(push("third"), node("22.1.0", "22"));
        RollbackRequested twin = named(verdict.rebuildId());
        assertThat(rollBack(twin).failure()).isNull();

        bus.send(verdict);

        PublishCompleted published = await().atMost(LONG)
                .until(
                        () -> bus.published(verdict).stream()
                                .filter(event -> event.rollback() == null)
                                .toList(),
                        events -> !events.isEmpty())
                .getFirst();
        assertThat(published.failure().kind())
                .as("the rollback was asked for later")
                .isEqualTo("superseded");
        assertThat(digestOf("22")).isEqualTo(first.digest());
    }

    @Test
    void aRollbackWithTheIdOfARebuildThatWasPublishedIsRefused() {
        publish(push("first"), "22.1.0", "22");
        TestCompleted verdict = approved(push("second"), node("22.1.0", "22"));
        bus.send(verdict);
        await().atMost(LONG).until(() -> !bus.published(verdict).isEmpty());

        RollbackCompleted refused = rollBack(named(verdict.rebuildId()));

        assertThat(refused.failure().kind()).isEqualTo("id-taken");
        assertThat(digestOf("22")).isEqualTo(verdict.staged().digest());
        given().get("/api/blocks")
                .then()
                .body("digest", not(hasItem(verdict.staged().digest().value())));
    }

    private RollbackRequested named(RebuildId id) {
        return new RollbackRequested(
                UUID.randomUUID().toString(), Instant.now(), id, repository + ":22", null, "forged", null);
    }

    private RollbackCompleted rollBack(RollbackRequested request) {
        bus.send(request);
        return awaitRolledBack(request);
    }

    private RollbackCompleted awaitRolledBack(RollbackRequested request) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.rolledBack(request), events -> !events.isEmpty())
                .getFirst();
    }

    private static RollbackRequested request(String reference, String to, String reason) {
        String id = "rollback-" + UUID.randomUUID();
        return new RollbackRequested(id, Instant.now(), null, reference, to, reason, "ann");
    }

    private PublishCompleted publish(ImageReference staged, String version, String... aliases) {
        TestCompleted event = approved(staged, node(version, aliases));
        bus.send(event);
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.published(event), events -> !events.isEmpty())
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

    private int status(String tag) {
        return TestImages.get(repository.tag(tag).in(behind)).statusCode();
    }

    private Digest digestOf(String tag) {
        return Digest.of(TestImages.get(repository.tag(tag).in(behind)).body());
    }
}
