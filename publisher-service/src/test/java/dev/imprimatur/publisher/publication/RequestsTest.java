package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one image asks of production; docs/performance.md has the numbers. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class RequestsTest {
    private static final Logger LOG = Logger.getLogger(RequestsTest.class);

    @Inject
    Bus bus;

    UnreliableRegistry production;

    private final Repository repository = new Repository("publisher-test/" + UUID.randomUUID());
    private final Candidate candidate = candidate(
            "node/22.1.0/bookworm",
            List.of(repository.tag("22.1.0")),
            Stream.of("22.1", "22", "lts", "latest").map(repository::tag).toList());

    @Test
    void nothingIsAskedTwiceThatOneAnswerTells() {
        ImageReference first = staged("first");
        publish(approved(first, candidate, "the same"));
        List<String> forANewOne = asked("a new image");

        assertThat(forANewOne)
                .doesNotContain("GET manifests/" + first.digest())
                .containsOnlyOnce("PUT manifests/22.1.0", "PUT manifests/latest")
                .as("to see what holds it, under the lock before it is set, and after that")
                .filteredOn("HEAD manifests/22.1.0"::equals)
                .hasSize(3);

        PublishCompleted again = publish(approved(staged("second"), candidate, "the same"));

        assertThat(again.changedNothing()).isTrue();
        assertThat(asked("an unchanged image"))
                .noneMatch(request -> request.startsWith("PUT manifests/22") || request.startsWith("PUT manifests/l"))
                .containsOnlyOnce(
                        "HEAD manifests/22.1", "HEAD manifests/22", "HEAD manifests/lts", "HEAD manifests/latest")
                .as("to see what holds it, before and under the lock, and with all tags")
                .filteredOn("HEAD manifests/22.1.0"::equals)
                .hasSize(3);
    }

    private List<String> asked(String by) {
        List<String> all = production.asked(repository);
        LOG.infof("%s with 5 tags: %d requests to production %s", by, all.size(), all);
        return all;
    }

    private ImageReference staged(String text) {
        return TestImages.push(
                new RepositoryReference(Surroundings.registry("IMPRIMATUR_STAGING"), repository), repository + text);
    }

    private PublishCompleted publish(TestCompleted event) {
        bus.send(event);
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> bus.published(event), events -> !events.isEmpty())
                .getFirst();
    }
}
