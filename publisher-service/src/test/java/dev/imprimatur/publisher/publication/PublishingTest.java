package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static dev.imprimatur.publisher.publication.Verdicts.withId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.Cause;
import dev.imprimatur.events.ImageChange;
import dev.imprimatur.events.PackageChange;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class PublishingTest extends PublishingFixture {

    @Test
    void everyTagIsTheApprovedDigestByteForByte() {
        Repository second = new Repository(repository + "-bookworm");
        ImageReference staged = push("one");
        List<Tag> aliases = IntStream.range(0, 9)
                .mapToObj(i -> "a" + i)
                .flatMap(name -> Stream.of(repository.tag(name), second.tag(name)))
                .toList();
        TestCompleted event = approved(
                staged,
                candidate("node/22.1.0/bookworm", List.of(repository.tag("22.1.0"), second.tag("22.1.0")), aliases));

        PublishCompleted published = publish(event);

        assertThat(published.failure()).isNull();
        assertThat(published.digest()).isEqualTo(staged.digest());
        assertThat(published.reason()).isEqualTo("weekly rebuild");
        assertThat(published.tags())
                .extracting(PublishedTag::reference)
                .containsExactlyElementsOf(event.candidate().tags().stream()
                        .map(tag -> tag.in(production.registry()))
                        .toList());
        byte[] original = TestImages.get(staged).body();
        for (Tag tag : event.candidate().tags()) {
            HttpResponse<byte[]> read = TestImages.get(tag.in(behind));
            assertThat(read.body()).isEqualTo(original);
            assertThat(read.headers().firstValue("Docker-Content-Digest"))
                    .contains(staged.digest().value());
        }
        given().get("/api/tags?repository=" + second)
                .then()
                .statusCode(200)
                .body("", hasSize(11))
                .body("[0].digest", equalTo(staged.digest().value()))
                .body("[0].image", equalTo("node/22.1.0/bookworm"));
        given().get("/api/publications?rebuild=" + event.rebuildId())
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].state", equalTo("published"))
                .body("[0].attempts", equalTo(1));
        given().get("/api/logs/" + published.log().id())
                .then()
                .statusCode(200)
                .body(startsWith("==> attempt 1\napproved: " + staged))
                .body(containsString("tag " + repository.tag("22.1.0").in(production.registry()) + ": new\n"))
                .body(containsString("<== published " + staged.digest() + " with 22 tags, each read back"));
    }

    @Test
    void thereIsNothingOfWhatHasAFormThatNoneHas() {
        given().get("/api/publications?rebuild=a rebuild")
                .then()
                .statusCode(200)
                .body("", hasSize(0));
        given().get("/api/tags?digest=latest").then().statusCode(200).body("", hasSize(0));
    }

    @Test
    void whatIsCancelledBeforeItsTagsAreTouchedIsDropped() {
        TestCompleted event = approved(push("cancelled"), node("22.1.0", "22"));
        bus.cancel(event.rebuildId());
        await().atMost(LONG).until(() -> cancelled.find(event.rebuildId()).isPresent());

        PublishCompleted published = publish(event);

        assertThat(published.failure().kind()).isEqualTo("cancelled");
        assertThat(published.tags()).isEmpty();
        assertThat(TestImages.get(repository.tag("22").in(behind)).statusCode()).isEqualTo(404);
    }

    @Test
    void theVerdictLiesBesideTheImageBeforeAnyTagIsSet() {
        TestCompleted event = approved(push("proven"), node("22.1.0", "22"));
        production.goDownAfter(0);
        bus.send(event);
        awaitWaits(event);

        assertThat(TestImages.referrers(in(behind).at(event.staged().digest()))).hasSize(1);
        assertThat(status("22.1.0")).isEqualTo(404);
    }

    @Test
    void anIndexComesWithItsImages() {
        ImageReference staged = TestImages.pushIndex(in(staging), "index");

        PublishCompleted published = publish(approved(staged, node("22.1.0")));

        assertThat(published.failure()).isNull();
        assertThat(Digest.of(TestImages.get(repository.tag("22.1.0").in(behind)).body()))
                .isEqualTo(staged.digest());
    }

    @Test
    void aRebuildMovesTheTagsAndSaysWhereFrom() {
        ImageReference first = push("first");
        ImageReference second = push("second");
        publish(approved(first, node("22.1.0", "22")));

        PublishCompleted published = publish(approved(second, node("22.1.0", "22", "lts")));

        assertThat(published.tags())
                .extracting(PublishedTag::previous)
                .containsExactly(first.digest(), first.digest(), null);
        assertThat(digestOf("22")).isEqualTo(second.digest());
    }

    @Test
    void whyItChangedAndWhichPackagesIsAnnounced() {
        Candidate candidate = node("22.1.0", "22");
        Candidate rebased = CandidateBuilder.builder(candidate)
                .causes(List.of(new Cause("base-changed", "'base' is another")))
                .build();
        ImageReference first = push("first");
        PublishCompleted made =
                publish(Packages.listed(first, candidate, Map.of("libc6", "2.36-1", "old", "1", "same", "1")));

        PublishCompleted changed =
                publish(Packages.listed(push("second"), rebased, Map.of("libc6", "2.36-2", "new", "1", "same", "1")));
        PublishCompleted unlisted = publish(approved(push("third"), candidate));

        assertThat(made.change()).isEqualTo(new ImageChange(List.of(), null, null, null));
        assertThat(changed.change())
                .isEqualTo(new ImageChange(
                        rebased.causes(),
                        first.digest(),
                        List.of(
                                new PackageChange(
                                        "changed", "pkg:deb/debian/libc6", List.of("2.36-1"), List.of("2.36-2")),
                                new PackageChange("added", "pkg:deb/debian/new", List.of(), List.of("1")),
                                new PackageChange("removed", "pkg:deb/debian/old", List.of("1"), List.of())),
                        null));
        assertThat(unlisted.failure()).isNull();
        assertThat(unlisted.change().packages()).isNull();
    }

    @Test
    void aSecondDeliveryChangesNothing() {
        TestCompleted event = approved(push("twice"), node("22.1.0"));
        TestCompleted sameAgain = withId(event, event.eventId() + "-again");

        bus.send(event);
        bus.send(event);
        bus.send(sameAgain);
        awaitPublished(event);
        publish(approved(push("marker"), node("22.2.0")));

        assertThat(bus.published(event)).hasSize(1);
    }

    @Test
    void garbageGoesAsideWithItsReasonAndStopsNothing() {
        String garbage = "{\"no\": \"" + repository + "\"}";
        bus.send("node/22.1.0/bookworm", garbage);

        assertThat(publish(approved(push("after"), node("22.1.0"))).failure()).isNull();

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(bus.deadLetters()).anySatisfy(record -> {
                    assertThat(new String(record.value(), StandardCharsets.UTF_8))
                            .isEqualTo(garbage);
                    assertThat(new String(
                                    record.headers()
                                            .lastHeader("dead-letter-reason")
                                            .value(),
                                    StandardCharsets.UTF_8))
                            .contains("test-completed needs the fields");
                }));
    }

    @Test
    void manyImagesOfOneRepositoryAtOnce() {
        List<TestCompleted> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(approved(push("many " + i), node("22.1." + i)));
        }
        events.forEach(bus::send);

        for (TestCompleted event : events) {
            assertThat(awaitPublished(event).failure()).isNull();
            assertThat(digestOf(event.candidate().image().version()))
                    .isEqualTo(event.staged().digest());
        }
    }

    @Test
    void aBadQueryIsAnsweredWithTheReason() {
        given().get("/api/tags?repository=A")
                .then()
                .statusCode(400)
                .body("message", containsString("not a repository name: 'A'"));
    }
}
