package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.BriefLockWait;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import dev.imprimatur.publisher.tag.RepositoryLock;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A publisher that stands still with a repository's lock fails nothing else: that waits, and its attempts count for
 * nothing.
 */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(BriefLockWait.class)
class BusyRepositoryTest {
    /** More than are allowed. */
    private static final int ATTEMPTS = 4;

    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    RepositoryLock lock;

    UnreliableRegistry production;

    @Test
    void whatWaitsForARepositoryGoesOnOnceThatIsFree() {
        Family family = new Family(bus, production.behind().registry());
        ImageReference good = family.push("good");
        ImageReference bad = family.push("bad");
        ImageReference other = family.push("other");
        family.publish(good, "1.0.0", "1");
        family.publish(bad, "1.0.0", "1");
        RepositoryReference repository = new RepositoryReference(production.registry(), family.repository);
        TestCompleted verdict = Verdicts.approved(other, family.candidate("1.1.0"));
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);

        try (RepositoryLock.Held held = lock.hold(List.of(repository))) {
            bus.send(verdict);
            bus.send(request);
            awaitAttempts(Publication.id(verdict));
            awaitAttempts(request.rebuildId() + "/" + family.image("1.0.0"));
            awaitWaiting(verdict.rebuildId(), repository);
            held.check();
        }

        assertThat(family.published(verdict).failure()).isNull();
        assertThat(family.rolledBack(request).failure()).isNull();
        assertThat(family.digestOf("1.1.0")).isEqualTo(other.digest());
        assertThat(family.digestOf("1")).isEqualTo(good.digest());
        assertCounted(verdict.rebuildId());
        assertCounted(request.rebuildId());
    }

    @Test
    void theDatabaseNoticesWithinAMinuteThatAHostIsGone() {
        assertThat(List.of(setting("idle"), setting("interval"), setting("count")))
                .as("0 where the connection is none of TCP")
                .isIn(List.of("30", "10", "3"), List.of("0", "0", "0"));
    }

    private String setting(String which) {
        return QuarkusTransaction.requiringNew().call(() -> (String)
                database.createNativeQuery("select current_setting('tcp_keepalives_" + which + "')", String.class)
                        .getSingleResult());
    }

    private static void awaitAttempts(String publication) {
        await().atMost(Family.LONG)
                .until(() -> QuarkusTransaction.requiringNew()
                                .call(() -> PublicationAttempt.count("publicationId", publication))
                        >= ATTEMPTS);
    }

    private static void awaitWaiting(RebuildId rebuild, RepositoryReference repository) {
        await().atMost(Family.LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + rebuild)
                        .then()
                        .body("[0].waitingFor", equalTo("repository " + repository)));
    }

    private static void assertCounted(RebuildId rebuild) {
        given().get("/api/publications?rebuild=" + rebuild).then().body("[0].attempts", equalTo(1));
    }
}
