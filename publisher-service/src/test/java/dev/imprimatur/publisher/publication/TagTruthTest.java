package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.drift.DriftRuns;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import dev.imprimatur.publisher.tag.RepositoryLock;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever fails, waits or comes late: a tag ends where its row says, which only what is later writes. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class TagTruthTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    RepositoryLock lock;

    @Inject
    PublishWork work;

    @Inject
    DriftRuns drift;

    @Inject
    CancelledRebuilds cancelled;

    UnreliableRegistry production;

    private Family family;

    @BeforeEach
    void newFamily() {
        family = new Family(bus, production.behind().registry());
    }

    @AfterEach
    void reliable() {
        production.beReliable();
    }

    @Test
    void aRollbackThatIsGivenUpLeavesWhatALaterOneSet() {
        ImageReference good = family.push("good");
        ImageReference bad = family.push("bad");
        family.publish(good, "1.0.0", "1", "latest");
        family.publish(bad, "1.0.0", "1", "latest");
        UnreliableRegistry.Stopped stopped = production.stopNext("latest", 400);
        RollbackRequested first = family.rollback(family.image("1.0.0"), null);
        RollbackRequested repeated = family.rollback(family.image("1.0.0"), null);
        bus.send(first);
        stopped.await();
        bus.send(repeated);
        awaitWaitingForTheLock();

        stopped.release();

        assertThat(family.rolledBack(first).failure()).isNotNull();
        assertThat(family.rolledBack(repeated).failure()).isNull();
        family.assertTags(good.digest(), "1.0.0", "1", "latest");
        assertThat(blocked(bad.digest())).isTrue();
    }

    @Test
    void aRetriedRollbackLeavesWhatAnotherImageTookMeanwhile() {
        ImageReference good = family.push("good");
        ImageReference higher = family.push("higher");
        family.publish(good, "1.0.0", "1", "1.0");
        family.publish(family.push("bad"), "1.0.0", "1", "1.0");
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);
        UnreliableRegistry.Stopped stopped = production.stopNext("1.0", 429);
        bus.send(request);
        stopped.await();
        stopped.release();
        awaitAttempts(request, 1);
        assertThat(family.publish(higher, "1.1.0", "1").failure()).isNull();

        RollbackCompleted completed = family.rolledBack(request);

        assertThat(completed.failure()).isNull();
        assertThat(completed.tags()).noneMatch(tag -> tag.tag().equals("1"));
        family.assertTags(good.digest(), "1.0.0", "1.0");
        family.assertTags(higher.digest(), "1.1.0", "1");
        assertThat(held("1")).isEqualTo(higher.digest().value());
    }

    @Test
    void aRollbackDoesNotUndoWhatWasPublishedWhileItWaited() {
        ImageReference repaired = family.push("repaired");
        ImageReference bad = family.push("bad");
        family.publish(family.push("good"), "1.0.0", "1");
        family.publish(bad, "1.0.0", "1");
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 429);
        bus.send(request);
        stopped.await();
        stopped.release();
        awaitAttempts(request, 1);
        PublishCompleted published = family.publish(repaired, "1.0.0", "1");
        assertThat(published.failure()).isNull();

        RollbackCompleted completed = family.rolledBack(request);

        assertThat(completed.failure().kind()).isEqualTo("superseded");
        assertThat(completed.failure().message())
                .contains(published.rebuildId().value(), repaired.digest().value());
        family.assertTags(repaired.digest(), "1.0.0", "1");
        assertThat(completed.blocked()).isNull();
        assertThat(blocked(bad.digest())).isFalse();
    }

    @Test
    void whoLosesTheLockRecordsNothingAndTakesNothing() {
        ImageReference late = family.push("late");
        ImageReference later = family.push("later");
        TestCompleted first = Verdicts.approved(late, family.candidate("1.0.0", "1"));
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 0);
        bus.send(first);
        stopped.await();
        endTheSessionThatHoldsTheLock();
        assertThat(family.publish(later, "1.0.0", "1").failure()).isNull();

        stopped.release();

        PublishCompleted told = family.published(first);
        assertThat(told.failure().kind()).isEqualTo("superseded");
        assertThat(told.failure().message()).contains(later.digest().value());
        family.assertTags(later.digest(), "1.0.0", "1");
        assertThat(held("1")).isEqualTo(later.digest().value());
    }

    @Test
    void whoLosesTheLockGivesBackWhatItSetAfterAnotherPublisherEndedThat() {
        ImageReference later = family.push("later");
        TestCompleted first = Verdicts.approved(family.push("late"), family.candidate("1.0.0", "1"));
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 0);
        bus.send(first);
        stopped.await();
        endTheSessionThatHoldsTheLock();
        work.run(Publication.id(first));
        assertThat(family.published(first).failure()).isNull();
        assertThat(family.publish(later, "1.0.0", "1").failure()).isNull();

        stopped.release();

        await().atMost(Family.LONG)
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> PublicationAttempt.of(Publication.id(first)).stream()
                                .anyMatch(attempt -> attempt.failure != null && attempt.failure.is("lock-lost"))));
        await().atMost(Family.LONG).untilAsserted(() -> family.assertTags(later.digest(), "1.0.0", "1"));
        assertThat(held("1")).isEqualTo(later.digest().value());
        assertThat(bus.published(first)).hasSize(1);
    }

    @Test
    void whoLosesTheLockWhileItGivesBackGivesBackToWhatAnotherPublisherSetSince() {
        family.publish(family.push("former"), "1.0.0", "1");
        ImageReference later = family.push("later");
        TestCompleted first = Verdicts.approved(family.push("late"), family.candidate("1.0.0", "1"));
        UnreliableRegistry.Stopped back = failAndStopGivingBack(first, 0);
        endTheSessionThatHoldsTheLock();
        work.run(Publication.id(first));
        assertThat(family.published(first).failure().kind()).isEqualTo("refused");
        assertThat(family.publish(later, "1.0.0", "1").failure()).isNull();

        back.release();
        await().atMost(Family.LONG).until(() -> !sessions().anyHolds() && !isQueued(first));

        family.assertTags(later.digest(), "1.0.0", "1");
        assertThat(held("1.0.0")).isEqualTo(later.digest().value());
    }

    @Test
    void whatTheRegistryDoesNotTakeBackIsGivenBackOnceItDoes() {
        ImageReference former = family.push("former");
        family.publish(former, "1.0.0", "1");
        TestCompleted late = Verdicts.approved(family.push("late"), family.candidate("1.0.0", "1"));

        failAndStopGivingBack(late, 405).release();

        assertThat(family.published(late).failure().message()).endsWith("every tag is where it was");
        family.assertTags(former.digest(), "1.0.0", "1");
    }

    /** Fails a publication with one of its tags set, and stops the registry's answer when that is given back. */
    private UnreliableRegistry.Stopped failAndStopGivingBack(TestCompleted verdict, int status) {
        UnreliableRegistry.Stopped refused = production.stopNext("1", 405);
        bus.send(verdict);
        refused.await();
        UnreliableRegistry.Stopped back = production.stopNext("1.0.0", status);
        refused.release();
        back.await();
        return back;
    }

    private boolean isQueued(TestCompleted verdict) {
        return QuarkusTransaction.requiringNew().call(() -> (Boolean) database.createNativeQuery(
                        "select exists (select 1 from scheduled_tasks where task_instance = ?1)", Boolean.class)
                .setParameter(1, Publication.id(verdict))
                .getSingleResult());
    }

    @Test
    void aRepairThatLosesTheLockLeavesWhatWasPublishedMeanwhile() throws InterruptedException {
        ImageReference later = family.push("later");
        family.publish(family.push("first"), "1.0.0", "1");
        ImageReference foreign =
                TestImages.push(new RepositoryReference(family.behind, family.repository), family.name + "foreign");
        family.move("1", foreign.digest());
        // A repair is of all that other tests have left too.
        UnreliableRegistry.Stopped stopped = production.stopNext(family.repository.tag("1"));
        Thread repair = Thread.ofPlatform().start(drift::repair);
        stopped.await();
        endTheSessionThatHoldsTheLock();
        assertThat(family.publish(later, "1.0.0", "1").failure()).isNull();

        stopped.release();
        repair.join();

        family.assertTags(later.digest(), "1.0.0", "1");
    }

    @Test
    void aLostLockIsNoticed() {
        List<RepositoryReference> repository =
                List.of(new RepositoryReference(production.registry(), family.repository));
        try (RepositoryLock.Held first = lock.hold(repository)) {
            first.check();
            QuarkusTransaction.requiringNew().run(first::check);
            endTheSessionThatHoldsTheLock();
            try (RepositoryLock.Held second = lock.hold(repository)) {
                QuarkusTransaction.requiringNew().run(second::check);
                assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(first::check))
                        .hasMessageContaining("is lost");
            }
        }
    }

    @Test
    void whatIsCancelledWhileItsTagsAreSetIsPublished() {
        ImageReference image = family.push("cancelled");
        TestCompleted verdict = Verdicts.approved(image, family.candidate("1.0.0", "1"));
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 429);
        bus.send(verdict);
        stopped.await();
        bus.cancel(verdict.rebuildId());
        await().atMost(Family.LONG)
                .until(() -> cancelled.find(verdict.rebuildId()).isPresent());

        stopped.release();

        assertThat(family.published(verdict).failure()).isNull();
        family.assertTags(image.digest(), "1.0.0", "1");
    }

    @Test
    void aFailedRollbackBlocksNothing() {
        ImageReference good = family.push("good");
        ImageReference bad = family.push("bad");
        family.publish(good, "1.0.0", "1");
        family.publish(bad, "1.0.0", "1");
        TestImages.delete(new RepositoryReference(family.behind, family.repository).at(good.digest()));

        RollbackCompleted completed = family.rollBack(family.rollback(family.image("1.0.0"), "r1"));

        assertThat(completed.failure().kind()).isEqualTo("not-found");
        assertThat(completed.blocked()).isNull();
        assertThat(blocked(bad.digest())).isFalse();
        family.assertTags(bad.digest(), "1.0.0", "1");
    }

    @Test
    void aBlockByAnOperatorOutlivesAFailedRollback() {
        ImageReference good = family.push("good");
        ImageReference bad = family.push("bad");
        family.publish(good, "1.0.0");
        family.publish(bad, "1.0.0");
        UnreliableRegistry.Stopped stopped = production.stopNext("1.0.0", 400);
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);
        bus.send(request);
        stopped.await();
        given().put("/api/blocks/" + bad.digest() + "?reason=cve").then().statusCode(200);
        stopped.release();

        assertThat(family.rolledBack(request).failure()).isNotNull();
        assertThat(blocked(bad.digest())).isTrue();
    }

    private static boolean blocked(Digest digest) {
        return given().get("/api/blocks").jsonPath().getList("digest").contains(digest.value());
    }

    private static void awaitAttempts(RollbackRequested request, int attempts) {
        await().atMost(Family.LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + request.rebuildId())
                        .then()
                        .body("[0].attempts", equalTo(attempts)));
    }

    /** What the row says. */
    private Object held(String tag) {
        return given().get("/api/tags?repository=" + family.repository)
                .jsonPath()
                .get("find { it.reference.endsWith(':" + tag + "') }.digest");
    }

    private void awaitWaitingForTheLock() {
        await().atMost(Family.LONG).until(sessions()::anyWaits);
    }

    private void endTheSessionThatHoldsTheLock() {
        sessions().endHolder();
    }

    private LockSessions sessions() {
        return new LockSessions(database, new RepositoryReference(production.registry(), family.repository));
    }
}
