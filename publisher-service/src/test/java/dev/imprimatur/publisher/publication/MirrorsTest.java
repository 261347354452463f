package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.RollbackRequestedBuilder;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.mirror.MirrorCopy;
import dev.imprimatur.publisher.registry.LocalRegistry;
import dev.imprimatur.publisher.registry.MirrorsUnderTest;
import dev.imprimatur.publisher.registry.TestImages;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Publications with two mirrors, of which one is stopped, refuses, and comes back. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(MirrorsUnderTest.class)
class MirrorsTest extends MirrorsFixture {

    @Test
    void everyMirrorHasDigestTagsAndEvidenceWhenItIsAnnounced() {
        ImageReference staged = push("first");

        PublishCompleted told = publish(staged, "22.1.0", "22", "lts");

        assertThat(told.mirrors())
                .extracting(PublishCompleted.Mirror::registry)
                .containsExactlyInAnyOrder(host(mirrors.near()), host(mirrors.far()));
        assertThat(told.mirrors())
                .allSatisfy(mirror -> assertThat(mirror.failure()).isNull());
        for (LocalRegistry mirror : List.of(mirrors.near(), mirrors.far())) {
            for (String tag : List.of("22.1.0", "22", "lts", "22.1.0-r1")) {
                assertThat(digestOf(tag, mirror))
                        .as("%s in %s", tag, host(mirror))
                        .isEqualTo(staged.digest());
            }
            assertThat(TestImages.referrers(in(mirror.registry()).at(staged.digest())))
                    .isEqualTo(TestImages.referrers(in(production).at(staged.digest())))
                    .hasSize(2);
        }
    }

    @Test
    void anIndexGoesToMirrorsWithItsImages() {
        ImageReference staged = TestImages.pushIndex(in(staging), repository + "index");

        publish(staged, "22.1.0");

        assertThat(digestOf("22.1.0", mirrors.far())).isEqualTo(staged.digest());
    }

    @Test
    void aMirrorThatIsDownIsReportedAndFollows() {
        mirrors.far().stop();

        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        PublishCompleted told = publish(event);

        assertThat(told.failure()).isNull();
        assertThat(digestOf("22", mirrors.near())).isEqualTo(told.digest());
        assertThat(told.mirrors())
                .filteredOn(mirror -> mirror.failure() != null)
                .singleElement()
                .satisfies(mirror -> {
                    assertThat(mirror.registry()).isEqualTo(host(mirrors.far()));
                    assertThat(mirror.failure().kind()).isEqualTo("registry-unreachable");
                    assertThat(mirror.failure().message()).contains(host(mirrors.far()), "is it running?");
                });
        String far = "find { it.registry == '" + host(mirrors.far()) + "' }.";
        given().get("/api/mirrors")
                .then()
                .body(far + "waiting", equalTo(1))
                .body(far + "since", notNullValue())
                .body(far + "failure.kind", equalTo("registry-unreachable"))
                .body(far + "images.publication", hasItem(event.rebuildId() + "/" + family + "/22.1.0/bookworm"))
                .body("find { it.registry == '" + host(mirrors.near()) + "' }.waiting", equalTo(0));
        await().untilAsserted(() -> given().get("/q/metrics")
                .then()
                .body(containsString("imprimatur_mirror_missing{registry=\"" + host(mirrors.far()) + "\"} 1.0")));
        given().get("/q/health/ready").then().statusCode(200);

        mirrors.far().start();

        awaitDigest("22", mirrors.far(), told.digest());
        awaitDigest("22.1.0-r1", mirrors.far(), told.digest());
        assertThat(bus.published(event)).hasSize(1);
        await().atMost(LONG).until(() -> !bus.mirrored(event.rebuildId()).isEmpty());
        assertThat(bus.mirrored(event.rebuildId()))
                .as("only the one that was announced to lack it")
                .singleElement()
                .satisfies(mirrored -> {
                    assertThat(mirrored.registry()).isEqualTo(host(mirrors.far()));
                    assertThat(mirrored.key()).isEqualTo(event.key());
                    assertThat(mirrored.digest()).isEqualTo(told.digest());
                    assertThat(mirrored.tags())
                            .containsExactly(
                                    repository.tag("22.1.0").in(mirrors.far().registry()),
                                    repository.tag("22").in(mirrors.far().registry()));
                });
    }

    @Test
    void whatComesLateMovesNoTagBackward() {
        mirrors.far().stop();
        publish(push("first"), "22.1.0", "22");
        ImageReference second = push("second");
        publish(second, "22.1.0", "22");
        ImageReference third = push("third");
        publish(third, "22.2.0", "22");

        mirrors.far().start();

        awaitDigest("22.2.0-r1", mirrors.far(), third.digest());
        awaitDigest("22.1.0-r2", mirrors.far(), second.digest());
        awaitDigest("22.1.0", mirrors.far(), second.digest());
        awaitDigest("22", mirrors.far(), third.digest());
        awaitNothingWaits();
        assertThat(puts(mirrors.far(), "22"))
                .as("the alias was set once, to the newest")
                .hasSize(1);
        assertThat(puts(mirrors.far(), "22.1.0")).hasSize(1);
    }

    @Test
    void anImageInAMirrorSaysThatATagLeftItThoughWhatTookItNoLongerHasIt() {
        Repository other = new Repository(repository + "-other");
        ImageReference first = push("first");
        publish(approved(first, sharing(other, "22.1.0")));
        mirrors.far().stop();
        publish(approved(push("second"), sharing(other, "22.2.0")));
        publish(approved(push("third"), sharing(other, "22.3.0")));

        mirrors.far().start();

        awaitNothingWaits();
        assertThat(TestImages.referrers(new RepositoryReference(mirrors.far().registry(), other).at(first.digest())))
                .isEqualTo(TestImages.referrers(new RepositoryReference(production, other).at(first.digest())));
    }

    /** An image that takes a tag in another repository. */
    private Candidate sharing(Repository other, String version) {
        return candidate(
                family + "/" + version + "/bookworm", List.of(repository.tag(version)), List.of(other.tag("latest")));
    }

    @Test
    void aRollbackReachesMirrorsAndWhatItBlocksDoesNot() {
        ImageReference good = push("good");
        publish(good, "22.1.0", "22");
        mirrors.far().stop();
        ImageReference bad = push("bad");
        publish(bad, "22.1.0", "22", "lts");
        RollbackRequested request = RollbackRequestedBuilder.builder()
                .eventId("rollback-" + UUID.randomUUID())
                .occurredAt(Instant.now())
                .reference(repository + ":22")
                .reason("crashes")
                .requestedBy("ann")
                .build();
        bus.send(request);
        await().atMost(LONG).until(() -> !bus.rolledBack(request).isEmpty());

        assertThat(digestOf("22", mirrors.near())).isEqualTo(good.digest());
        assertThat(digestOf("lts", mirrors.near())).isEqualTo(good.digest());
        mirrors.far().start();

        awaitDigest("lts", mirrors.far(), good.digest());
        assertThat(digestOf("22", mirrors.far())).isEqualTo(good.digest());
        awaitNothingWaits();
        assertThat(TestImages.get(repository.tag("22.1.0-r2").in(mirrors.far().registry()))
                        .statusCode())
                .as("a copy that had begun before the block may have brought content, but no tag")
                .isEqualTo(404);
    }

    @Test
    void aMirrorThatTakesNothingIsReportedUntilItDoes() {
        mirrors.far().stop();
        mirrors.far().startReadOnly();

        PublishCompleted told = publish(push("first"), "22.1.0");

        assertThat(told.failure()).isNull();
        assertThat(failureOf(told, mirrors.far())).startsWith("refused: registry " + host(mirrors.far()));
        mirrors.far().stop();
        mirrors.far().start();
        awaitDigest("22.1.0", mirrors.far(), told.digest());
    }

    @Test
    void aMirrorThatWantsALoginIsReportedUntilThereIsOne() {
        mirrors.far().stop();
        mirrors.far().startLocked();

        PublishCompleted told = publish(push("first"), "22.1.0");

        assertThat(failureOf(told, mirrors.far()))
                .startsWith("unauthorized: registry " + host(mirrors.far()))
                .contains("docker login " + host(mirrors.far()));
        mirrors.far().stop();
        mirrors.far().start();
        awaitDigest("22.1.0", mirrors.far(), told.digest());
    }

    @Test
    void aNewMirrorGetsWhatWasPublishedBefore() {
        mirrors.far().stop();
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        PublishCompleted told = publish(event);
        // As if it had not been configured then.
        long forgotten = QuarkusTransaction.requiringNew()
                .call(() -> MirrorCopy.delete(
                        "publicationId = ?1 and registry = ?2", Publication.id(event), host(mirrors.far())));
        assertThat(forgotten).isEqualTo(1);
        mirrors.far().start();

        backfill.fill();

        awaitDigest("22", mirrors.far(), told.digest());
    }

    /**
     * While publishers are replaced, one that does not know the mirror yet takes its copies. It may also be taken out
     * and put back.
     */
    @Test
    void aMirrorGetsWhatAPublisherThatDidNotKnowItLeftOut() {
        mirrors.far().stop();
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        PublishCompleted told = publish(event);
        String copy = host(mirrors.far()) + " " + Publication.id(event);
        String elsewhere = "gone.example.com " + Publication.id(event);
        QuarkusTransaction.requiringNew().run(() -> {
            database.createNativeQuery("update mirror_copy set id = ?1, registry = 'gone.example.com' where id = ?2")
                    .setParameter(1, elsewhere)
                    .setParameter(2, copy)
                    .executeUpdate();
        });
        assertThat(mirrorWork.run(elsewhere)).isInstanceOf(Next.Done.class);
        QuarkusTransaction.requiringNew().run(() -> {
            database.createNativeQuery("update mirror_copy set id = ?2, registry = ?3 where id = ?1")
                    .setParameter(1, elsewhere)
                    .setParameter(2, copy)
                    .setParameter(3, host(mirrors.far()))
                    .executeUpdate();
        });
        mirrors.far().start();

        backfill.fill();

        awaitDigest("22", mirrors.far(), told.digest());
    }

    @Test
    void whatWaitsForAMirrorIsLookedAtOnceASecondAndAllOfItWhenTheMirrorIsBack() {
        mirrors.far().stop();
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        PublishCompleted told = publish(event);
        waitToo(Publication.id(event), 200);

        await("each was looked at, and waits again").atMost(LONG).until(() -> scheduled("version = 1") == 0);

        assertThat(scheduled("execution_time < now() + interval '30 seconds'"))
                .as("what is looked at within 30 s, of 201 that wait")
                .isLessThan(100);
        mirrors.far().start();
        await().atMost(LONG).until(() -> {
            lookNowAt(host(mirrors.far()) + " " + Publication.id(event));
            return digestOf("22", mirrors.far()).equals(told.digest());
        });
        awaitNothingWaits();
    }

    /**
     * Further publications that the far mirror lacks; their tags are those of the first one, so nothing is to be
     * copied.
     */
    private void waitToo(String publication, int count) {
        QuarkusTransaction.requiringNew().run(() -> {
            database.createNativeQuery(
                            "insert into publication overriding system value select (jsonb_populate_record(publication,"
                                    + " jsonb_build_object('id', id || '/' || n, 'sequence', 1000000 + n, 'rebuild_id', rebuild_id || '-' || n))).*"
                                    + " from publication, generate_series(1, ?2) n where id = ?1")
                    .setParameter(1, publication)
                    .setParameter(2, count)
                    .executeUpdate();
            database.createNativeQuery("insert into mirror_copy (id, registry, publication_id, image, state, noted_at)"
                            + " select registry || ' ' || publication_id || '/' || n, registry, publication_id || '/' || n,"
                            + " image, state, noted_at from mirror_copy, generate_series(1, ?2) n"
                            + " where publication_id = ?1 and state = 'WAITING'")
                    .setParameter(1, publication)
                    .setParameter(2, count)
                    .executeUpdate();
            mirrorQueue.followUp(MirrorCopy.list("state = WAITING"));
        });
    }

    private void lookNowAt(String copy) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery("update scheduled_tasks set execution_time = now()"
                                + " where task_name = 'mirror' and task_instance = ?1 and not picked")
                        .setParameter(1, copy)
                        .executeUpdate());
    }

    private List<String> puts(LocalRegistry mirror, String tag) {
        return mirror.requests().stream()
                .filter(request -> request.startsWith("PUT /v2/" + repository + "/manifests/" + tag + " "))
                .toList();
    }
}
