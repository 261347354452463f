package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.drift.DriftRuns;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import dev.imprimatur.publisher.tag.TagChange;
import dev.imprimatur.publisher.tag.Tagging;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A publisher that was thought dead goes on, with its lock, after another one took over: what is announced is what is.
 */
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
    DriftRuns drift;

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
        assertThat(family.published(verdict).failure().wasCancelled()).isTrue();

        evidence.release();
        await().atMost(Family.LONG).until(() -> !sessions().anyHolds());

        family.assertTags(former.digest(), "1.0.0", "1");
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

        stopped.release();
        other.join();

        PublishCompleted told = family.published(verdict);
        assertThat(told.failure()).isNotNull();
        assertThat(told.failure().kind()).isEqualTo("blocked");
        await().atMost(Family.LONG).untilAsserted(() -> family.assertTags(former.digest(), "1.0.0", "1"));
        assertThat(bus.published(verdict)).hasSize(1);
    }

    @Test
    void whatIsTaggedMeanwhileIsNotPlannedAgain() throws InterruptedException {
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 0);
        bus.send(verdict);
        stopped.await();
        Thread other = Thread.ofPlatform().start(() -> work.run(id));
        await().atMost(Family.LONG).until(() -> sessions().anyWaits());

        stopped.release();
        other.join();

        PublishCompleted told = family.published(verdict);
        assertThat(told.failure()).isNull();
        assertThat(told.tags()).extracting(PublishedTag::previous).containsOnly(former.digest());
        assertThat(tagging.journal(id))
                .extracting(change -> change.state)
                .as("otherwise drift never looks at these tags again")
                .containsOnly(TagChange.State.APPLIED);
        assertThat(QuarkusTransaction.requiringNew().call(() -> PublicationAttempt.isOpen(id)))
                .isFalse();
        family.move("1", former.digest());
        drift.report();
        given().get("/api/drift")
                .then()
                .body("reference", hasItem(production.registry() + "/" + family.repository + ":1"));
    }

    @Test
    void theJournalsOfWhatFormerReleasesLeftPlannedArePutRight() throws IOException {
        family.publish(verdict);
        Rows.update(database, "update tag_change set state = 'PLANNED' where publication_id = ?1", id);

        Rows.update(database, migration("V078__journals_of_what_ended.sql"));

        assertThat(tagging.journal(id)).extracting(change -> change.state).containsOnly(TagChange.State.APPLIED);
    }

    private static String migration(String name) throws IOException {
        try (InputStream file = TakeoverTest.class.getResourceAsStream("/db/migration/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private LockSessions sessions() {
        return new LockSessions(database, new RepositoryReference(production.registry(), family.repository));
    }
}
