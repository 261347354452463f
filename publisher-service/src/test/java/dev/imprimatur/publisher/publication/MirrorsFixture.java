package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.drift.DriftRuns;
import dev.imprimatur.publisher.mirror.Backfill;
import dev.imprimatur.publisher.mirror.MirrorQueue;
import dev.imprimatur.publisher.mirror.MirrorWork;
import dev.imprimatur.publisher.registry.LocalRegistry;
import dev.imprimatur.publisher.registry.MirrorsUnderTest;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.retention.RevisionRetention;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterEach;

/** A family of a test's own, and two mirrors of which one can be stopped. */
abstract class MirrorsFixture extends FamilyFixture {
    @Inject
    Backfill backfill;

    @Inject
    MirrorWork mirrorWork;

    @Inject
    RevisionRetention retention;

    @Inject
    DriftRuns drift;

    @Inject
    MirrorQueue mirrorQueue;

    @Inject
    EntityManager database;

    MirrorsUnderTest mirrors;

    final Registry production = Surroundings.registry("IMPRIMATUR_REGISTRY");

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

    void awaitDigest(String tag, LocalRegistry mirror, Digest digest) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(digestOf(tag, mirror)).as(tag).isEqualTo(digest));
    }

    Digest digestOf(String tag, LocalRegistry mirror) {
        return Digest.of(
                TestImages.get(repository.tag(tag).in(mirror.registry())).body());
    }
}
