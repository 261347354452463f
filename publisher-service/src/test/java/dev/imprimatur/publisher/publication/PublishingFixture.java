package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.publisher.approval.Approval;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.FlakyRegistry;
import dev.imprimatur.publisher.registry.TestImages;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A repository of a test's own, and a registry of production that can be made to fail. */
abstract class PublishingFixture extends RepositoryFixture {
    @Inject
    WorkQueue queue;

    @Inject
    PublishWork work;

    @Inject
    CancelledRebuilds cancelled;

    FlakyRegistry production;

    final Registry behind = Surroundings.registry("IMPRIMATUR_REGISTRY");

    @BeforeEach
    void newRepository() {
        repository = new Repository("publisher-test/" + UUID.randomUUID());
    }

    @AfterEach
    void up() {
        production.comeUp();
    }

    void awaitWaits(TestCompleted event) {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/publications?rebuild=" + event.rebuildId())
                        .then()
                        .body("[0].waitingFor", equalTo("registry " + production.registry())));
    }

    static void note(TestCompleted event) {
        Approval.note(new SignedVerdict(event, TestKeys.key().publicKey().id(), Instant.now()));
    }

    int status(String tag) {
        return TestImages.get(repository.tag(tag).in(behind)).statusCode();
    }

    Digest digestOf(String tag) {
        return Digest.of(TestImages.get(repository.tag(tag).in(behind)).body());
    }

    Candidate node(String version, String... aliases) {
        return candidate(
                "node/" + version + "/bookworm",
                List.of(repository.tag(version)),
                Stream.of(aliases).map(repository::tag).toList());
    }
}
