package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.stack.VanishingDatabase;
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

/** The database's host is gone without a word, as with its power, and another one is there for new connections. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(value = VanishingDatabase.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(BriefLockWait.class)
class VanishedDatabaseTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    RepositoryLock lock;

    UnreliableRegistry production;
    VanishingDatabase host;

    @Test
    void whatWaitsForALockOfADatabaseThatIsGoneGoesOn() {
        Family family = new Family(bus, production.behind().registry());
        RepositoryReference repository = new RepositoryReference(production.registry(), family.repository);
        LockSessions sessions = new LockSessions(database, repository);
        TestCompleted verdict = Verdicts.approved(family.push("image"), family.candidate("1.0.0", "1"));
        // Never closed: its session ends with the host.
        lock.hold(List.of(repository));
        bus.send(verdict);
        await().atMost(Family.LONG).until(sessions::anyWaits);

        host.vanish();

        assertThat(family.published(verdict).failure()).isNull();
        assertThat(family.digestOf("1")).isEqualTo(verdict.staged().digest());
    }

    @Test
    void whoListensForWorkListensAgain() {
        List<Integer> before = await().atMost(Family.LONG).until(this::listeners, found -> found.size() == 1);

        host.vanish();

        await().atMost(Family.LONG)
                .ignoreExceptions()
                .until(this::listeners, found -> found.size() == 1 && !found.equals(before));
    }

    private List<Integer> listeners() {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                                "select pid from pg_stat_activity where query like 'listen%'", Integer.class)
                        .getResultList());
    }
}
