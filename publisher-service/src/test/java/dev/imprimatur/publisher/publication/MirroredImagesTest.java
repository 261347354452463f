package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.mirror.MirrorCopy;
import dev.imprimatur.publisher.registry.MirrorsUnderTest;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.statement.Attaching;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What mirrors have of images that were published before: revisions, statements, tags that drifted. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(MirrorsUnderTest.class)
class MirroredImagesTest extends MirrorsFixture {
    @Inject
    Attaching attaching;

    @Test
    void oldRevisionsGoFromMirrorsTooOnceAllAreThere() {
        for (String text : List.of("first", "second", "third")) {
            publish(push(text), "22.1.0", "22");
        }
        mirrors.far().stop();
        retention.clear(1, Instant.now());
        assertThat(revisions(production)).containsExactly("22.1.0-r1", "22.1.0-r2", "22.1.0-r3");

        mirrors.far().start();
        retention.clear(1, Instant.now());

        assertThat(Stream.of(
                                production,
                                mirrors.near().registry(),
                                mirrors.far().registry())
                        .map(this::revisions))
                .containsOnly(List.of("22.1.0-r3"));
    }

    private List<String> revisions(Registry registry) {
        return Stream.of("22.1.0-r1", "22.1.0-r2", "22.1.0-r3")
                .filter(tag -> TestImages.get(repository.tag(tag).in(registry)).statusCode() == 200)
                .toList();
    }

    @Test
    void anotherDigestUnderTheTagOfARevisionIsLeftAlone() {
        ImageReference foreign = TestImages.push(in(mirrors.far().registry()), repository + "foreign");
        ImageReference taken = repository.tag("22.1.0-r1").in(mirrors.far().registry());
        TestImages.tag(foreign, taken);

        PublishCompleted told = publish(push("first"), "22.1.0");

        assertThat(failureOf(told, mirrors.far())).startsWith("revision-taken: " + taken);
        assertThat(digestOf("22.1.0-r1", mirrors.far())).isEqualTo(foreign.digest());
        TestImages.delete(foreign);
        awaitDigest("22.1.0-r1", mirrors.far(), told.digest());
    }

    @Test
    void whatIsSaidOfAnImageThatStaysReachesMirrors() {
        ImageReference first = push("first");
        publish(Restated.first(first, node("22.1.0", "22"), "2027-04-30"));
        mirrors.far().stop();

        TestCompleted again = Restated.again(push("second"), node("22.1.0", "22"), first.digest(), "2028-04-30");
        PublishCompleted told = publish(again);

        assertThat(told.changedNothing()).isTrue();
        assertThat(told.digest()).isEqualTo(first.digest());
        assertThat(Restated.days(in(production).at(first.digest()))).contains("2028-04-30");
        assertThat(Restated.days(in(mirrors.near().registry()).at(first.digest())))
                .contains("2028-04-30");
        mirrors.far().start();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                Restated.days(in(mirrors.far().registry()).at(first.digest())))
                        .contains("2028-04-30"));
        publish(Restated.again(push("third"), node("22.1.0", "22"), first.digest(), "2028-04-30"));
        assertThat(Restated.days(in(production).at(first.digest())))
                .as("it is said once")
                .containsExactly("2028-04-30");
    }

    /** Its images verify there again, though the rebuild that brings them says nothing new of their tags. */
    @Test
    void aMirrorThatWasEmptiedGetsWhatWasSignedOfAnImageThatStays() {
        ImageReference first = push("first");
        publish(approved(first, node("22.1.0", "22", "lts"), "the same"));
        publish(push("second"), "22.2.0", "22");
        mirrors.far().stop();
        mirrors.far().empty();
        mirrors.far().start();

        PublishCompleted told = publish(approved(push("third"), node("22.1.0", "lts"), "the same"));

        assertThat(told.changedNothing()).isTrue();
        awaitNothingWaits();
        awaitDigest("lts", mirrors.far(), first.digest());
        assertSignedAlike(first.digest());
    }

    /** Of what was signed such a mirror has some, and lacks the rest. */
    @Test
    void aMirrorThatWentBackGetsWhatItLacksOfAnImageThatStays() {
        ImageReference first = push("first");
        publish(approved(first, node("22.1.0", "lts"), "the same"));
        awaitNothingWaits();
        mirrors.far().stop();
        mirrors.far().save();
        mirrors.far().start();
        publish(approved(push("second"), node("22.1.0", "lts", "stable"), "the same"));
        awaitNothingWaits();
        mirrors.far().stop();
        mirrors.far().restore();
        mirrors.far().start();

        publish(approved(push("third"), node("22.1.0", "lts", "stable"), "the same"));

        awaitNothingWaits();
        awaitDigest("stable", mirrors.far(), first.digest());
        assertSignedAlike(first.digest());
    }

    /** The mirror that was away has all that refers to the image in production, and nothing else. */
    private void assertSignedAlike(Digest image) {
        assertThat(TestImages.referrers(in(mirrors.far().registry()).at(image)))
                .containsExactlyInAnyOrderElementsOf(
                        TestImages.referrers(in(production).at(image)));
    }

    @Test
    void aMirrorThatDoesNotListWhatItHasRefusesItAndNoMore() {
        ImageReference first = push("first");
        publish(approved(first, node("22.1.0", "lts"), "the same"));
        awaitNothingWaits();
        RepositoryReference far = in(mirrors.far().registry());
        TestImages.tag(far.at(first.digest()), tag("sha256-" + first.digest().hex(), far));

        assertThat(attaching.attachEarlier("another", first.digest(), List.of(far)))
                .isFalse();
    }

    private static ImageReference tag(String name, RepositoryReference in) {
        return in.repository().tag(name).in(in.registry());
    }

    @Test
    void whatAStrangerSaysOfAnImageThatStaysIsNotTaken() {
        ImageReference first = push("first");
        publish(Restated.first(first, node("22.1.0"), "2027-04-30"));

        PublishCompleted told = publish(
                Restated.signedBy(SigningKey.generate(), push("second"), node("22.1.0"), first.digest(), "2030-01-01"));

        assertThat(told.failure().kind()).isEqualTo("evidence-refused");
        assertThat(Restated.days(in(production).at(first.digest()))).isEmpty();
    }

    @Test
    void aTagThatIsMovedInAMirrorIsReportedAndRepaired() {
        PublishCompleted told = publish(push("first"), "22.1.0", "22");
        ImageReference foreign = TestImages.push(in(mirrors.far().registry()), repository + "foreign");
        ImageReference moved = repository.tag("22").in(mirrors.far().registry());
        TestImages.tag(foreign, moved);

        drift.report();

        given().get("/api/drift")
                .then()
                .body(
                        "find {it.reference == '" + moved + "'}.found",
                        equalTo(foreign.digest().value()));
        drift.repair();
        awaitDigest("22", mirrors.far(), told.digest());
        given().get("/api/drift").then().body("findAll {it.reference == '" + moved + "'}.size()", equalTo(0));
    }

    @Test
    void whatAMirrorStillLacksIsNoDrift() {
        publish(push("first"), "22.1.0", "22");
        mirrors.far().stop();
        publish(push("second"), "22.1.0", "22");
        mirrors.far().startReadOnly();

        drift.report();

        given().get("/api/drift")
                .then()
                .body("findAll {it.reference.contains('" + repository + "')}.size()", equalTo(0));
    }

    @Test
    void whatProductionFailsToSendOfOneImageIsNotTheMirrorsFailure() {
        TestCompleted event = approved(push("first"), node("22.1.0"));
        publish(event);
        awaitNothingWaits();
        Digest layer = new Digest(TestImages.json(
                        TestImages.get(repository.tag("22.1.0").in(production)).body())
                .at("/layers/0/digest")
                .asText());
        TestImages.deleteBlob(in(production), layer);
        mirrors.far().forget(repository, layer.hex()::equals);
        QuarkusTransaction.requiringNew()
                .run(() -> MirrorCopy.delete(
                        "publicationId = ?1 and registry = ?2", Publication.id(event), host(mirrors.far())));
        backfill.fill();
        String far = "find { it.registry == '" + host(mirrors.far()) + "' }.";
        await().atMost(LONG)
                .untilAsserted(() ->
                        given().get("/api/mirrors").then().body(far + "images.failure.kind", contains("not-found")));

        PublishCompleted told = publish(push("second"), "22.2.0");

        assertThat(told.mirrors())
                .hasSize(2)
                .allSatisfy(mirror -> assertThat(mirror.failure()).isNull());
        TestImages.push(in(production), repository + "first");
        awaitNothingWaits();
    }

    @Test
    void whatABlockKeptFromAMirrorFollowsOnceTheBlockIsLifted() {
        mirrors.far().stop();
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        PublishCompleted told = publish(event);
        String block = "/api/blocks/" + told.digest();
        given().contentType(ContentType.JSON).put(block).then().statusCode(200);
        mirrors.far().start();
        awaitNothingWaits();
        await().atMost(LONG).until(() -> scheduled("true") == 0);
        assertThat(bus.mirrored(event.rebuildId())).isEmpty();

        given().contentType(ContentType.JSON).delete(block).then().statusCode(204);

        awaitDigest("22", mirrors.far(), told.digest());
        awaitDigest("22.1.0-r1", mirrors.far(), told.digest());
        await().atMost(LONG).until(() -> bus.mirrored(event.rebuildId()).size() == 1);
    }
}
