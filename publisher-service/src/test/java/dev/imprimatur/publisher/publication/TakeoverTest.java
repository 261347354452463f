package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import dev.imprimatur.publisher.tag.Tagging;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A publisher that was thought dead goes on, with its lock, after another one took over: what is announced is what is. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class TakeoverTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    PublishWork work;

    @Inject
    Tagging tagging;

    @Inject
    CancelledRebuilds cancelled;

    UnreliableRegistry production;

    private Family family;
    private ImageReference former;
    private ImageReference image;
    private TestCompleted verdict;
    private String id;

    @BeforeEach
    void newFamily() {
        family = new Family(bus, production.behind().registry());
        former = family.push("former");
        family.publish(former, "1.0.0", "1");
        image = family.push("image");
        verdict = Verdicts.approved(image, family.candidate("1.0.0", "1"), "content");
        id = Publication.id(verdict);
    }

    @AfterEach
    void reliable() {
        production.beReliable();
    }

    @Test
    void whatIsCancelledBeforeItsTagsAreSetGetsNone() {
        UnreliableRegistry.Stopped evidence =
                production.stopNext("sha256-" + image.digest().hex(), 0);
        bus.send(verdict);
        evidence.await();
        bus.cancel(verdict.rebuildId());
        await().atMost(Family.LONG)
                .until(() -> cancelled.find(verdict.rebuildId()).isPresent());
        work.run(id);
        assertThat(family.published(verdict).failure().tellsOfCancelling()).isTrue();

        evidence.letGo();
        await().atMost(Family.LONG).until(() -> !sessions().anyHolds());

        assertTags(former.digest());
        assertThat(tagging.journal(id)).isEmpty();
        assertThat(bus.published(verdict)).hasSize(1);
    }

    @Test
    void whatIsBlockedWhileItsTagsAreSetIsGivenBackAndNotAnnounced() throws InterruptedException {
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 0);
        bus.send(verdict);
        stopped.await();
        given().put("/api/blocks/" + image.digest() + "?reason=cve").then().statusCode(200);
        Thread other = Thread.ofPlatform().start(() -> {
            work.run(id);
            work.run(id);
        });
        await().atMost(Family.LONG).until(() -> sessions().anyWaits());

        stopped.letGo();
        other.join();

        PublishCompleted told = family.published(verdict);
        assertThat(told.failure()).isNotNull();
        assertThat(told.failure().kind()).isEqualTo("blocked");
        await().atMost(Family.LONG).untilAsserted(() -> assertTags(former.digest()));
        assertThat(bus.published(verdict)).hasSize(1);
    }

    private void assertTags(Digest digest) {
        assertThat(family.digestOf("1.0.0")).isEqualTo(digest);
        assertThat(family.digestOf("1")).isEqualTo(digest);
    }

    private LockSessions sessions() {
        return new LockSessions(database, new RepositoryReference(production.registry(), family.repository));
    }
}
