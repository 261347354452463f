package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import dev.imprimatur.publisher.tag.RepositoryLock;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
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
    void theContentsOfItsEvidenceAreStoredAlreadyAndAttachedAfterwards() {
        try (RepositoryLock.Held held = lock.hold(List.of(repository))) {
            sendAndAwaitWaiting();

            assertThat(production.asked(family.repository))
                    .as("nothing refers to the contents yet")
                    .filteredOn(each -> each.startsWith("PUT manifests/"))
                    .containsExactly("PUT manifests/" + image.digest());
            assertThat(family.status("1.0.0")).isEqualTo(404);
            held.check();
        }

        PublishCompleted published = family.published(verdict);

        assertThat(published.failure()).isNull();
        assertThat(family.digestOf("1")).isEqualTo(image.digest());
        assertThat(production.asked(family.repository))
                .filteredOn(each -> each.startsWith("POST blobs/uploads/"))
                .as("only the statement on the tags is new")
                .hasSize(1);
    }

    @Test
    void whatIsBlockedMeanwhileGetsNeitherTagNorEvidence() {
        try (RepositoryLock.Held held = lock.hold(List.of(repository))) {
            sendAndAwaitWaiting();
            given().put("/api/blocks/" + image.digest() + "?reason=cve").then().statusCode(200);
            held.check();
        }

        assertThat(family.published(verdict).failure().kind()).isEqualTo("blocked");
        assertThat(family.status("1.0.0")).isEqualTo(404);
        assertThat(production.asked(family.repository))
                .as("neither listed, nor there for a registry that lists by itself")
                .filteredOn(each -> each.startsWith("PUT manifests/"))
                .containsExactly("PUT manifests/" + image.digest());
    }

    @Test
    void contentsThatAreGoneMeanwhileAreStoredAgain() {
        try (RepositoryLock.Held held = lock.hold(List.of(repository))) {
            sendAndAwaitWaiting();
            ImageReference stored = new RepositoryReference(family.behind, family.repository).at(image.digest());
            String manifest = new String(TestImages.get(stored).body(), StandardCharsets.UTF_8);
            production.behind().forget(family.repository, blob -> !manifest.contains(blob));
            held.check();
        }

        assertThat(family.published(verdict).failure()).isNull();
        assertThat(family.digestOf("1")).isEqualTo(image.digest());
    }

    private void sendAndAwaitWaiting() {
        bus.send(verdict);
        await().atMost(Family.LONG).until(() -> new LockSessions(database, repository).anyWaits());
    }
}
