package dev.imprimatur.publisher.retention;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;

import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.publication.Bus;
import dev.imprimatur.publisher.publication.Verdicts;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Old revisions go, and nothing else. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class RevisionRetentionTest {
    @Inject
    Bus bus;

    @Inject
    RevisionRetention retention;

    @Inject
    OldRevisions old;

    private final Registry behind = Surroundings.registry("IMPRIMATUR_REGISTRY");
    private final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");
    private final Repository repository = new Repository("publisher-test/" + UUID.randomUUID());
    private final List<ImageReference> images = new ArrayList<>();

    @BeforeEach
    void fiveRevisions() {
        for (int i = 1; i <= 5; i++) {
            images.add(TestImages.push(new RepositoryReference(staging, repository), repository.path() + i));
            publish(images.getLast());
        }
    }

    @Test
    void theNewestStayAndTheYoungToo() {
        retention.clear(2, Instant.now().minus(Duration.ofDays(1)));
        assertThat(revisionsInRegistry()).containsExactly(1, 2, 3, 4, 5);

        retention.clear(2, Instant.now());

        assertThat(revisionsInRegistry()).containsExactly(4, 5);
        assertThat(status("22.1.0")).isEqualTo(200);
        assertThat(status("22")).isEqualTo(200);
    }

    @Test
    void whatRefersToItGoesToo() {
        ImageReference first =
                new RepositoryReference(behind, repository).at(images.getFirst().digest());
        assertThat(TestImages.referrers(first)).isNotEmpty();
        given().get("/api/tags?digest=" + first.digest() + "&digest=" + Digest.of(new byte[0]))
                .then()
                .body("digest", contains(first.digest().value()))
                .body("reference", contains(endsWith("-r1")));

        retention.clear(2, Instant.now());

        assertThat(status("sha256-" + first.digest().hex())).isEqualTo(404);
        assertThat(TestImages.get(first).statusCode()).isEqualTo(404);
        given().get("/api/tags?digest=" + first.digest()).then().body("", empty());
    }

    @Test
    void whatAnyTagNamesStays() {
        TestImages.tag(
                new RepositoryReference(behind, repository).at(images.get(1).digest()),
                repository.tag("pinned-by-somebody").in(behind));

        retention.clear(1, Instant.now());

        assertThat(revisionsInRegistry()).containsExactly(2, 5);
    }

    @Test
    void whatStaysIsLookedAtOnceASweep() {
        List<Long> all = ids(0);

        assertThat(all).hasSize(4).isSorted();
        assertThat(ids(all.get(1))).isEqualTo(all.subList(2, 4));
        assertThat(ids(all.getLast())).isEmpty();
    }

    /** The ids of this image's old revisions after one of them. */
    private List<Long> ids(long after) {
        return old.before(Instant.now(), 1, after).stream()
                .filter(revision -> revision.image.toString().equals(image()))
                .map(revision -> revision.id)
                .toList();
    }

    private String image() {
        return "retention/22.1.0/" + repository.path().replaceAll("[^a-z0-9]", "");
    }

    @Test
    void aRemovedNumberIsNeverGivenAgain() {
        retention.clear(1, Instant.now());

        publish(TestImages.push(new RepositoryReference(staging, repository), repository + "next"));
        // The same bytes as a revision that was removed.
        publish(images.getFirst());

        assertThat(revisionsInRegistry()).containsExactly(1, 5, 6);
        assertThat(TestImages.get(repository.tag("22").in(behind)).body())
                .isEqualTo(
                        TestImages.get(repository.tag("22.1.0-r1").in(behind)).body());
    }

    private List<Integer> revisionsInRegistry() {
        List<Integer> found = new ArrayList<>();
        for (int number = 1; number <= 7; number++) {
            if (status("22.1.0-r" + number) == 200) {
                found.add(number);
            }
        }
        return found;
    }

    private void publish(ImageReference staged) {
        TestCompleted event = Verdicts.approved(
                staged, Verdicts.candidate(image(), List.of(repository.tag("22.1.0")), List.of(repository.tag("22"))));
        bus.send(event);
        await().atMost(Duration.ofSeconds(60)).until(() -> !bus.published(event).isEmpty());
        assertThat(bus.published(event).getFirst().failure()).isNull();
    }

    private int status(String tag) {
        return TestImages.get(repository.tag(tag).in(behind)).statusCode();
    }
}
