package dev.imprimatur.publisher.publication;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.TestImages;
import jakarta.inject.Inject;
import java.time.Duration;

/** A repository of a test's own, in which verdicts are published. */
abstract class RepositoryFixture {
    static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    Bus bus;

    final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");

    Repository repository;

    PublishCompleted publish(TestCompleted event) {
        bus.send(event);
        return awaitPublished(event);
    }

    PublishCompleted awaitPublished(TestCompleted event) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.published(event), events -> !events.isEmpty())
                .getFirst();
    }

    RepositoryReference in(Registry registry) {
        return new RepositoryReference(registry, repository);
    }

    ImageReference push(String text) {
        return TestImages.push(in(staging), repository + text);
    }
}
