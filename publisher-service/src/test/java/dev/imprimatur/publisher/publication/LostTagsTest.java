package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rollback of an image whose tags other images have by now: it says which have them, and changes nothing. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class LostTagsTest {
    @Inject
    Bus bus;

    UnreliableRegistry production;

    private Family family;
    private ImageReference bad;

    @BeforeEach
    void newFamily() {
        family = new Family(bus, production.behind().registry());
        bad = family.push("bad");
        family.publish(family.push("good"), "1.0.0", "1");
        family.publish(bad, "1.0.0", "1");
    }

    @AfterEach
    void reliable() {
        production.beReliable();
    }

    @Test
    void tagsThatAreTakenBeforeItIsAskedFor() {
        ImageReference other = take("1.0.0", "1");

        RollbackCompleted completed = family.rollBack(family.rollback(family.image("1.0.0"), null));

        assertNames(completed.failure(), "1.0.0", "1");
        family.assertTags(other.digest(), "1.0.0", "1");
    }

    @Test
    void tagsThatAreTakenWhileItWaits() {
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 429);
        bus.send(request);
        stopped.await();
        stopped.release();
        await().atMost(Family.LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + request.rebuildId())
                        .then()
                        .body("[0].attempts", equalTo(1)));
        ImageReference other = take("1.0.0", "1");

        RollbackCompleted completed = family.rolledBack(request);

        assertNames(completed.failure(), "1.0.0", "1");
        family.assertTags(other.digest(), "1.0.0", "1");
        assertBadIsNotBlocked();
    }

    /** What an image has no pinned tag for cannot be announced as it. */
    @Test
    void pinnedTagsThatAreTakenWhereAnAliasIsLeft() {
        ImageReference other = take("1.0.0");

        RollbackCompleted completed = family.rollBack(family.rollback(family.image("1.0.0"), null));

        assertNames(completed.failure(), "1.0.0");
        family.assertTags(other.digest(), "1.0.0");
        family.assertTags(bad.digest(), "1");
        assertBadIsNotBlocked();
    }

    @Test
    void tagsThatOnlyTheRegistryGivesToAnother() {
        ImageReference other = TestImages.push(
                new RepositoryReference(family.behind, family.repository),
                family.name + "other",
                family.name + "/1.0.0/trixie");
        family.move("1.0.0", other.digest());
        family.move("1", other.digest());

        RollbackCompleted completed = family.rollBack(family.rollback(family.image("1.0.0"), null));

        assertNames(completed.failure(), "1.0.0", "1");
        family.assertTags(other.digest(), "1.0.0", "1");
        assertBadIsNotBlocked();
    }

    /** Publishes another variant under these tags. */
    private ImageReference take(String pinned, String... aliases) {
        ImageReference other = family.push("other");
        assertThat(family.publish(Verdicts.approved(
                                other,
                                CandidateBuilder.builder(Verdicts.candidate(
                                                family.name + "/1.0.0/trixie",
                                                List.of(family.repository.tag(pinned)),
                                                Stream.of(aliases)
                                                        .map(family.repository::tag)
                                                        .toList()))
                                        .allow(List.of(Allowance.TAKEOVER))
                                        .build()))
                        .failure())
                .isNull();
        return other;
    }

    private void assertNames(FailureReport failure, String... tags) {
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo("tag-taken");
        assertThat(failure.message())
                .contains(family.image("1.0.0") + " cannot go back", "roll those images back instead");
        for (String tag : tags) {
            assertThat(failure.message()).contains(":" + tag + " belongs to " + family.name + "/1.0.0/trixie");
        }
    }

    private void assertBadIsNotBlocked() {
        assertThat(given().get("/api/blocks").jsonPath().getList("digest"))
                .doesNotContain(bad.digest().value());
    }
}
