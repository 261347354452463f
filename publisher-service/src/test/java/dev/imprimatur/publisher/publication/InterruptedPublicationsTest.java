package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.TagRole;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Publications that another publisher takes over, that wait, or that are taken back. */
@org.junit.jupiter.api.Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class InterruptedPublicationsTest extends PublishingFixture {

    @Test
    void whoTakesOverKeepsWhatTheDeadOneDecidedToKeep() {
        ImageReference first = push("first");
        publish(approved(first, node("22.1.0", "22")));
        // Nothing but the journal says that this changes nothing.
        TestCompleted event = approved(push("second"), node("22.1.0", "22", "lts"));
        QuarkusTransaction.requiringNew().run(() -> {
            note(event);
            Publication.of(event).persist();
            PublicationAttempt.begun(Publication.id(event), 1).persist();
            List<Tag> tags = event.candidate().tags();
            planned(Publication.id(event), 0, tags.get(0), first.digest(), first.digest())
                    .persist();
            planned(Publication.id(event), 1, tags.get(1), first.digest(), first.digest())
                    .persist();
            planned(Publication.id(event), 2, tags.get(2), null, first.digest()).persist();
            queue.add(work, Publication.id(event), Priority.MANUAL);
        });

        PublishCompleted published = awaitPublished(event);

        assertThat(published.changedNothing()).isTrue();
        assertThat(published.digest()).isEqualTo(first.digest());
        assertThat(digestOf("lts")).isEqualTo(first.digest());
    }

    @Test
    void whoTakesOverFromTheDeadEndsTheSame() {
        ImageReference old = push("old");
        ImageReference fresh = push("fresh");
        publish(approved(old, node("22.1.0", "22", "lts")));
        TestCompleted event = approved(fresh, node("22.1.0", "22", "lts"));
        // As kill -9 leaves it between two tags: an attempt without an end, a journal, one tag moved.
        bring(fresh);
        TestImages.tag(
                new RepositoryReference(behind, repository).at(fresh.digest()),
                repository.tag("22").in(behind));
        QuarkusTransaction.requiringNew().run(() -> {
            note(event);
            Publication.of(event).persist();
            PublicationAttempt.begun(Publication.id(event), 1).persist();
            List<Tag> tags = event.candidate().tags();
            for (int i = 0; i < tags.size(); i++) {
                planned(Publication.id(event), i, tags.get(i), old.digest(), fresh.digest())
                        .persist();
            }
            queue.add(work, Publication.id(event), Priority.MANUAL);
        });

        PublishCompleted published = awaitPublished(event);

        assertThat(published.tags()).extracting(PublishedTag::previous).containsOnly(old.digest());
        for (String tag : List.of("22.1.0", "22", "lts")) {
            assertThat(digestOf(tag)).isEqualTo(fresh.digest());
        }
        List<PublicationAttempt> attempts =
                QuarkusTransaction.requiringNew().call(() -> PublicationAttempt.of(Publication.id(event)));
        assertThat(attempts).hasSize(2);
        assertThat(attempts.getFirst().failure.kind()).isEqualTo("interrupted");
        assertThat(bus.published(event)).hasSize(1);
    }

    @Test
    void anOutageIsWaitedFor() {
        production.goDown();
        given().get("/q/health/ready").then().statusCode(503).body(containsString("is it running?"));
        TestCompleted event = approved(push("patient"), node("22.1.0"));
        bus.send(event);
        awaitWaits(event);

        production.comeUp();

        assertThat(awaitPublished(event).failure()).isNull();
        assertThat(status("22.1.0")).isEqualTo(200);
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'keys' }.data.keySet()",
                        hasItems("imprimatur.trust.keys", "imprimatur.order.keys"));
    }

    @Test
    void whatIsGivenUpHalfwayIsTakenBack() {
        ImageReference old = push("old");
        publish(approved(old, node("22.1.0", "22", "lts", "jod")));
        TestCompleted event = approved(push("unlucky"), node("22.1.0", "22", "lts", "jod"));
        production.answer("PUT /v2/" + repository + "/manifests/jod", "503 Service Unavailable");

        bus.send(event);
        FailureReport failure = awaitPublished(event).failure();
        assertThat(failure.kind()).isEqualTo("registry-error");
        assertThat(failure.message()).contains("every tag is where it was");
        for (String tag : List.of("22.1.0", "22", "lts", "jod")) {
            assertThat(digestOf(tag)).isEqualTo(old.digest());
        }
    }

    private void bring(ImageReference image) {
        String text = repository + "fresh";
        assertThat(TestImages.push(in(behind), text).digest()).isEqualTo(image.digest());
    }

    private TagChange planned(String publicationId, int position, Tag tag, Digest from, Digest to) {
        TagChange change = new TagChange();
        change.publicationId = publicationId;
        change.position = position;
        change.role = position == 0 ? TagRole.PINNED : TagRole.ALIAS;
        change.reference = tag.in(production.registry()).toString();
        change.fromDigest = from;
        change.toDigest = to;
        change.state = TagChange.State.PLANNED;
        return change;
    }
}
