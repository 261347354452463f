package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.drift.DriftRuns;
import dev.imprimatur.publisher.mirror.Backfill;
import dev.imprimatur.publisher.mirror.MirrorLedger;
import dev.imprimatur.publisher.registry.LocalRegistry;
import dev.imprimatur.publisher.registry.MirrorsUnderTest;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.revision.RevisionRetention;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A family of a test's own, and two mirrors of which one can be stopped. */
abstract class MirrorsFixture {
    static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    Bus bus;

    @Inject
    Backfill backfill;

    @Inject
    RevisionRetention retention;

    @Inject
    DriftRuns drift;

    @Inject
    MirrorLedger ledger;

    @Inject
    EntityManager database;

    MirrorsUnderTest mirrors;

    final Registry production = RegistriesResource.registry("IMPRIMATUR_REGISTRY");

    final Registry staging = RegistriesResource.registry("IMPRIMATUR_STAGING");

    String family;

    Repository repository;

    @BeforeEach
    void newRepository() {
        family = "f" + UUID.randomUUID();
        repository = new Repository("publisher-test/" + family);
    }

    @AfterEach
    void allThereAgain() {
        mirrors.far().stop();
        mirrors.far().start();
        awaitNothingWaits();
    }

    long scheduled(String which) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) database.createNativeQuery(
                                        "select count(*) from scheduled_tasks where task_name = 'mirror' and " + which)
                                .getSingleResult())
                        .longValue());
    }

    void awaitNothingWaits() {
        await().atMost(LONG)
                .untilAsserted(() -> given().get("/api/mirrors").then().body("waiting.sum()", equalTo(0)));
    }

    static String failureOf(PublishCompleted told, LocalRegistry mirror) {
        return told.mirrors().stream()
                .filter(each -> each.registry().equals(host(mirror)))
                .map(each -> each.failure().kind() + ": " + each.failure().message())
                .findFirst()
                .orElseThrow();
    }

    static String host(LocalRegistry mirror) {
        return mirror.registry().host();
    }

    PublishCompleted publish(ImageReference staged, String version, String... aliases) {
        return publish(approved(staged, node(version, aliases)));
    }

    PublishCompleted publish(TestCompleted event) {
        bus.send(event);
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.published(event), events -> !events.isEmpty())
                .getFirst();
    }

    Candidate node(String version, String... aliases) {
        return candidate(
                family + "/" + version + "/bookworm",
                List.of(repository.tag(version)),
                Stream.of(aliases).map(repository::tag).toList());
    }

    RepositoryReference in(Registry registry) {
        return new RepositoryReference(registry, repository);
    }

    ImageReference push(String text) {
        return TestImages.push(in(staging), repository + text);
    }

    void awaitDigest(String tag, LocalRegistry mirror, Digest digest) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(digestOf(tag, mirror)).as(tag).isEqualTo(digest));
    }

    Digest digestOf(String tag, LocalRegistry mirror) {
        return Digest.of(
                TestImages.get(repository.tag(tag).in(mirror.registry())).body());
    }
}
