package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import dev.imprimatur.publisher.tag.RepositoryLock;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a publication has done when it waits for another one of the same repository, and what it does afterwards. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class WaitingForARepositoryTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    RepositoryLock lock;

    UnreliableRegistry production;

    private Family family;
    private RepositoryReference repository;
    private ImageReference image;
    private TestCompleted verdict;

    @BeforeEach
    void newFamily() {
        family = new Family(bus, production.behind().registry());
        repository = new RepositoryReference(production.registry(), family.repository);
        image = family.push("waits");
        verdict = Verdicts.approved(image, family.candidate("1.0.0", "1"), "content");
        production.asked(family.repository);
    }

    @Test
    void itsEvidenceIsStoredAlreadyAndOnlyListedAfterwards() {
        try (RepositoryLock.Held held = lock.hold(List.of(repository))) {
            sendAndAwaitWaiting();

            List<String> asked = production.asked(family.repository);
            assertThat(asked)
                    .filteredOn(each -> each.startsWith("PUT manifests/sha256:"))
                    .hasSizeGreaterThan(1);
            assertThat(asked).noneMatch(each -> each.startsWith("PUT") && each.contains("manifests/sha256-"));
            assertThat(family.status("1.0.0")).isEqualTo(404);
            held.check();
        }

        PublishCompleted published = family.published(verdict);

        assertThat(published.failure()).isNull();
        assertThat(family.digestOf("1")).isEqualTo(image.digest());
        assertThat(production.asked(family.repository))
                .filteredOn(each -> each.startsWith("PUT manifests/sha256:"))
                .as("what was stored is not sent again; only the statement on the tags is new")
                .hasSize(1);
    }

    @Test
    void whatIsBlockedMeanwhileGetsNeitherTagNorList() {
        try (RepositoryLock.Held held = lock.hold(List.of(repository))) {
            sendAndAwaitWaiting();
            given().put("/api/blocks/" + image.digest() + "?reason=cve").then().statusCode(200);
            held.check();
        }

        assertThat(family.published(verdict).failure().kind()).isEqualTo("blocked");
        assertThat(family.status("1.0.0")).isEqualTo(404);
        assertThat(family.status("sha256-" + image.digest().hex()))
                .as("list of referrers")
                .isEqualTo(404);
    }

    private void sendAndAwaitWaiting() {
        bus.send(verdict);
        await().atMost(Family.LONG).until(() -> new LockSessions(database, repository).anyWaits());
    }
}
