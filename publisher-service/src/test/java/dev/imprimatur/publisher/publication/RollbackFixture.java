package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.RollbackCompleted;
import dev.imprimatur.messaging.event.RollbackRequested;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A family of a test's own, with what asks for rollbacks. */
abstract class RollbackFixture {
    static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    Bus bus;

    FlakyRegistry production;

    final Registry behind = RegistriesResource.registry("IMPRIMATUR_REGISTRY");

    final Registry staging = RegistriesResource.registry("IMPRIMATUR_STAGING");

    Repository repository;

    String family;

    @BeforeEach
    void newRepository() {
        family = "f" + UUID.randomUUID();
        repository = new Repository("publisher-test/" + family);
    }

    @AfterEach
    void up() {
        production.comeUp();
    }

    RollbackCompleted rollBack(RollbackRequested request) {
        bus.send(request);
        return awaitRolledBack(request);
    }

    RollbackCompleted awaitRolledBack(RollbackRequested request) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.rolledBack(request), events -> !events.isEmpty())
                .getFirst();
    }

    static RollbackRequested request(String reference, String to, String reason) {
        String id = "rollback-" + UUID.randomUUID();
        return new RollbackRequested(id, Instant.now(), null, reference, to, reason, "ann");
    }

    PublishCompleted publish(ImageReference staged, String version, String... aliases) {
        TestCompleted event = approved(staged, node(version, aliases));
        bus.send(event);
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.published(event), events -> !events.isEmpty())
                .getFirst();
    }

    Candidate node(String version, String... aliases) {
        return candidate(
                image(version),
                List.of(repository.tag(version)),
                Stream.of(aliases).map(repository::tag).toList());
    }

    String image(String version) {
        return family + "/" + version + "/bookworm";
    }

    RepositoryReference in(Registry registry) {
        return new RepositoryReference(registry, repository);
    }

    ImageReference push(String text) {
        return TestImages.push(in(staging), repository + text);
    }

    Digest digestOf(String tag) {
        return Digest.of(TestImages.get(repository.tag(tag).in(behind)).body());
    }
}
