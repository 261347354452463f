package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a rollback leaves is decided when its turn comes: an earlier publication may have ended while it waited. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class RollbackTurnTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    UnreliableRegistry production;

    private Family family;
    private ImageReference good;
    private ImageReference seen;
    private ImageReference fresh;

    @BeforeEach
    void newFamily() {
        family = new Family(bus, production.behind().registry());
        good = family.push("good");
        seen = family.push("seen");
        fresh = family.push("fresh");
        family.publish(good, "1.0.0", "1");
        family.publish(seen, "1.0.0", "1");
    }

    @AfterEach
    void reliable() {
        production.beReliable();
    }

    @Test
    void aDigestThatItsAskerDidNotSeeStays() {
        RollbackRequested request = request(seen.digest());

        afterAPublicationThatItWaitedFor(request).release();

        RollbackCompleted completed = family.rolledBack(request);
        assertThat(completed.failure()).isNotNull();
        assertThat(completed.failure().kind()).isEqualTo("tags-moved-on");
        assertThat(completed.failure().message()).contains(seen.digest() + " and have " + fresh.digest());
        family.assertTags(fresh.digest(), "1.0.0", "1");
        assertThat(blocked(fresh.digest())).isFalse();
        assertThat(blocked(seen.digest())).isFalse();
    }

    @Test
    void whatItsTagsLeaveIsBlockedThoughThatCameWhileItWaited() {
        RollbackRequested request = request(null);

        afterAPublicationThatItWaitedFor(request).release();

        RollbackCompleted completed = family.rolledBack(request);
        assertThat(completed.failure()).isNull();
        assertThat(completed.blocked()).isEqualTo(fresh.digest());
        family.assertTags(good.digest(), "1.0.0", "1");
        assertThat(blocked(fresh.digest())).isTrue();
        assertThat(blocked(seen.digest())).as("as from the request on").isTrue();
    }

    @Test
    void neitherStaysBlockedWhereItFails() {
        RollbackRequested request = request(null);
        UnreliableRegistry.Stopped publication = afterAPublicationThatItWaitedFor(request);
        UnreliableRegistry.Stopped refused = production.stopNext("1", 400);

        publication.release();
        refused.await();
        assertThat(blocked(fresh.digest())).isTrue();
        refused.release();

        assertThat(family.rolledBack(request).failure()).isNotNull();
        family.assertTags(fresh.digest(), "1.0.0", "1");
        assertThat(blocked(fresh.digest())).isFalse();
        assertThat(blocked(seen.digest())).isFalse();
    }

    /** The publication that the rollback waits for, before it sets its last tag. */
    private UnreliableRegistry.Stopped afterAPublicationThatItWaitedFor(RollbackRequested request) {
        TestCompleted rebuild = Verdicts.approved(fresh, family.candidate("1.0.0", "1"));
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 0);
        bus.send(rebuild);
        stopped.await();
        bus.send(request);
        LockSessions sessions =
                new LockSessions(database, new RepositoryReference(production.registry(), family.repository));
        await().atMost(Family.LONG).until(sessions::anyWaits);
        return stopped;
    }

    private RollbackRequested request(Digest leaves) {
        return new RollbackRequested(
                "turn-" + UUID.randomUUID(), Instant.now(), null, family.image("1.0.0"), "r1", "bad", "ann", leaves);
    }

    private static boolean blocked(Digest digest) {
        return given().get("/api/blocks").jsonPath().getList("digest").contains(digest.value());
    }
}
