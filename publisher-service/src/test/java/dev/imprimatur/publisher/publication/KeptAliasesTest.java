package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.approval.TestOrders;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Aliases that the plan gives to a higher version, and that an image has as long as that one is not published. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class KeptAliasesTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

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
    void anImageThatHasAnAliasStillKeepsItFreshUntilAHigherVersionTakesIt() {
        family.publish(family.push("old"), "1.0.0", "1");
        ImageReference patched = family.push("patched");

        PublishCompleted published = family.publish(keeping(patched, "1.0.0", "1", "latest"));

        assertThat(published.failure()).isNull();
        assertThat(published.tags()).extracting(tag -> tag.reference().tag()).containsExactly("1.0.0", "1");
        family.assertTags(patched.digest(), "1.0.0", "1");
        assertThat(family.status("latest")).as("it never had that").isEqualTo(404);

        ImageReference higher = family.push("higher");
        family.publish(higher, "1.0.1", "1");
        ImageReference late = family.push("late");
        assertThat(family.publish(keeping(late, "1.0.0", "1")).failure()).isNull();
        family.assertTags(late.digest(), "1.0.0");
        family.assertTags(higher.digest(), "1.0.1", "1");
    }

    @Test
    void anImageThatKeepsAnAliasFreshDoesNotKeepItFromTheHigherVersionOfItsRebuild() {
        family.publish(family.push("former"), "1.0.0", "1");
        ImageReference lower = family.push("lower");
        ImageReference higher = family.push("higher");
        long place = TestOrders.next();
        TestCompleted ofHigher =
                Verdicts.approved(higher, family.candidate("1.0.1", "1").placed(place, place));
        TestCompleted ofLower = Verdicts.approved(
                lower,
                family.candidate("1.0.0")
                        .keeping(List.of(family.repository.tag("1")))
                        .placed(place, place));
        UnreliableRegistry.Stopped stopped = production.stopNext("1.0.1", 429);
        bus.send(ofHigher);
        stopped.await();
        bus.send(ofLower);
        awaitWaitingForTheLock();

        stopped.release();

        assertThat(family.published(ofLower).failure()).isNull();
        assertThat(family.published(ofHigher).failure()).isNull();
        family.assertTags(lower.digest(), "1.0.0");
        family.assertTags(higher.digest(), "1.0.1", "1");
    }

    private TestCompleted keeping(ImageReference image, String version, String... keeps) {
        return Verdicts.approved(
                image,
                family.candidate(version)
                        .keeping(Stream.of(keeps).map(family.repository::tag).toList()));
    }

    private void awaitWaitingForTheLock() {
        await().atMost(Family.LONG)
                .until(
                        new LockSessions(database, new RepositoryReference(production.registry(), family.repository))
                                ::anyWaits);
    }
}
