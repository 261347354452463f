package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.TestImages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A family of images of a test's own, in a repository of its own. */
final class Family {
    static final Duration LONG = Duration.ofSeconds(60);

    final Registry behind;
    final Registry staging = Surroundings.registry("IMPRIMATUR_STAGING");
    final String name = "f" + UUID.randomUUID();
    final Repository repository = new Repository("publisher-test/" + name);
    private final Bus bus;

    Family(Bus bus) {
        this(bus, Surroundings.registry("IMPRIMATUR_REGISTRY"));
    }

    /** One that is published in this registry. */
    Family(Bus bus, Registry behind) {
        this.bus = bus;
        this.behind = behind;
    }

    /** Pushes an image to staging. */
    ImageReference push(String text) {
        return TestImages.push(new RepositoryReference(staging, repository), repository + text);
    }

    String image(String version) {
        return name + "/" + version + "/bookworm";
    }

    Candidate candidate(String version, String... aliases) {
        return Verdicts.candidate(
                image(version),
                List.of(repository.tag(version)),
                Stream.of(aliases).map(repository::tag).toList());
    }

    TestCompleted approved(ImageReference staged, SigningKey key, String version, String... aliases) {
        return TestKeys.sign(
                Verdicts.approved(staged, candidate(version, aliases)).signed(null), key);
    }

    /** Publishes it, and says how that ended. */
    PublishCompleted publish(ImageReference staged, String version, String... aliases) {
        return publish(Verdicts.approved(staged, candidate(version, aliases)));
    }

    PublishCompleted publish(TestCompleted event) {
        bus.send(event);
        return published(event);
    }

    PublishCompleted published(TestCompleted event) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.published(event), events -> !events.isEmpty())
                .getFirst();
    }

    RollbackRequested rollback(String reference, String to) {
        return RollbackRequestedBuilder.builder()
                .eventId("rollback-" + UUID.randomUUID())
                .occurredAt(Instant.now())
                .reference(reference)
                .to(to)
                .reason("bad")
                .requestedBy("ann")
                .build();
    }

    /** Asks for it, and says how it ended. */
    RollbackCompleted rollBack(RollbackRequested request) {
        bus.send(request);
        return rolledBack(request);
    }

    RollbackCompleted rolledBack(RollbackRequested request) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.rolledBack(request), events -> !events.isEmpty())
                .getFirst();
    }

    int status(String tag) {
        return TestImages.get(repository.tag(tag).in(behind)).statusCode();
    }

    /** What production has under this tag. */
    Digest digestOf(String tag) {
        return Digest.of(TestImages.get(repository.tag(tag).in(behind)).body());
    }

    /** Each of these tags names this in production. */
    void assertTags(Digest digest, String... tags) {
        for (String tag : tags) {
            assertThat(digestOf(tag)).as("tag %s", tag).isEqualTo(digest);
        }
    }

    /** Moves a tag in production behind the publisher's back. */
    void move(String tag, Digest to) {
        TestImages.tag(
                new RepositoryReference(behind, repository).at(to),
                repository.tag(tag).in(behind));
    }
}
