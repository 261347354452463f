package dev.imprimatur.publisher.publication;

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

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Revisions, going back to one, and what is remembered. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class RollbackTest extends RollbackFixture {

    @Test
    void aDigestThatItsAskerDidNotSeeIsNeitherLeftNorBlocked() {
        ImageReference first = push("first");
        ImageReference seen = push("seen");
        ImageReference newer = push("newer");
        publish(first, "21.1.0", "21");
        publish(seen, "21.1.0", "21");
        publish(newer, "21.1.0", "21");
        RollbackRequested late = new RollbackRequested(
                "late-" + repository, Instant.now(), null, repository + ":21", "r1", "crashes", "ann", seen.digest());

        RollbackCompleted refused = rollBack(late);

        assertThat(refused.failure().kind()).isEqualTo("tags-moved-on");
        assertThat(refused.failure().message()).contains(seen.digest() + " and have " + newer.digest());
        assertThat(digestOf("21")).isEqualTo(newer.digest());
        given().get("/api/blocks")
                .then()
                .body("digest", not(hasItem(newer.digest().value())));

        RollbackRequested current = new RollbackRequested(
                "current-" + repository,
                Instant.now(),
                null,
                repository + ":21",
                "r1",
                "crashes",
                "ann",
                newer.digest());
        assertThat(rollBack(current).failure()).isNull();
        assertThat(digestOf("21")).isEqualTo(first.digest());
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
        given().get("/api/tags/history?limit=2&reference=" + image("22.1.0"))
                .then()
                .body("reason", contains("rollback: crashes", "rollback: crashes"));
        given().get("/api/tags/history?limit=0&reference=none:1")
                .then()
                .statusCode(400)
                .body("message", containsString("'limit'"));
        given().get("/api/tags/history?reference=none/1/a").then().statusCode(404);
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
        FailureReport none = rollBack(request(image("22.1.0"), null, null)).failure();
        assertThat(none.kind()).isEqualTo("no-earlier-revision");
        assertThat(none.message())
                .as("what helps")
                .contains("take 22.1.0 out of the catalogue", "/VERSION/bookworm --allow backward");
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
}
