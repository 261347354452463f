package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.mirror.MirrorWork;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.UnreliableMirror;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A copy to a mirror that goes on after its lock was lost: a tag there ends where its row says, too. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableMirror.class)
class LateMirrorTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    MirrorWork work;

    UnreliableRegistry mirror;

    @Test
    void whatIsSetAfterTheLockWasLostIsGivenBackToWhatWasCopiedSince() {
        Family family = new Family(bus);
        ImageReference later = family.push("later");
        TestCompleted first = Verdicts.approved(family.push("late"), family.candidate("1.0.0", "1"));
        UnreliableRegistry.Stopped stopped = mirror.stopNext("1", 0);
        bus.send(first);
        stopped.await();
        new LockSessions(database, new RepositoryReference(mirror.registry(), family.repository)).endHolder();
        work.run(mirror.registry().host() + " " + Publication.id(first));
        assertThat(family.publish(later, "1.0.0", "1").failure()).isNull();
        assertThat(inMirror(family, "1")).isEqualTo(later.digest());

        stopped.release();

        assertThat(family.published(first).failure()).isNull();
        assertThat(inMirror(family, "1.0.0")).isEqualTo(later.digest());
        assertThat(inMirror(family, "1")).isEqualTo(later.digest());
    }

    /**
     * What is built on the image that was superseded is built on what superseded it: the renderer has to know that
     * first.
     */
    @Test
    void whatIsSupersededIsAnnouncedAfterWhatSupersededIt() {
        Family family = new Family(bus);
        TestCompleted older = Verdicts.approved(family.push("older"), family.candidate("1.0.0", "1"));
        TestCompleted newer = Verdicts.approved(family.push("newer"), family.candidate("1.0.0", "1"));
        UnreliableRegistry.Stopped stopped = mirror.stopNext("1", 0);
        bus.send(newer);
        stopped.await();

        bus.send(older);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> QuarkusTransaction.requiringNew()
                                .call(() -> PublicationAttempt.count(
                                        "publicationId = ?1 and finishedAt is not null", Publication.id(older)))
                        > 0);
        stopped.release();
        PublishCompleted published = family.published(newer);
        PublishCompleted superseded = family.published(older);
        assertThat(published.failure()).isNull();
        assertThat(superseded.failure().kind()).isEqualTo("superseded");
        assertThat(superseded.occurredAt()).isAfterOrEqualTo(published.occurredAt());
    }

    private Digest inMirror(Family family, String tag) {
        return Digest.of(
                TestImages.get(family.repository.tag(tag).in(mirror.behind().registry()))
                        .body());
    }
}
