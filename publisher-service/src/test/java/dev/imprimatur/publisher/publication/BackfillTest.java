package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.publisher.registry.MirrorsUnderTest;
import dev.imprimatur.publisher.restore.ForgottenPublications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What mirrors are to get and is in no queue: of publications from before, and what fell out of the queue. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(MirrorsUnderTest.class)
class BackfillTest extends MirrorsFixture {
    /** Half as many as a statement has room for parameters: Hibernate fills a list up to the next power of two. */
    private static final int MANY = 33_000;

    @Inject
    WorkQueue queue;

    @Inject
    ForgottenPublications forgotten;

    @Test
    void mirrorsGetAsManyPublicationsAsThereAreAndWhatTheyWaitForIsNotTouchedAgain() {
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        publish(event);
        awaitNothingWaits();
        String first = Publication.id(event);
        queue.pause();
        try {
            publishedToo(first);

            backfill.fill();

            long copies = count("from mirror_copy where publication_id like ?1", first + "/%");
            assertThat(copies).isEqualTo(2 * MANY);
            assertThat(count(
                            "from scheduled_tasks where task_name = 'mirror' and task_instance like ?1",
                            "% " + first + "/%"))
                    .isEqualTo(2 * MANY);

            backfill.fill();

            assertThat(count("from mirror_copy where publication_id like ?1 and xmax <> 0", first + "/%"))
                    .as("rows that were locked since they were written")
                    .isZero();
        } finally {
            forget(first + "/%");
            queue.resume();
        }
    }

    @Test
    void whatABackupHasBetweenTagsAndNewsReachesMirrorsAfterARestore() {
        mirrors.far().stop();
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        PublishCompleted told = publish(event);
        change("update publication set state = 'TAGGED', finished_at = null where id = ?1", Publication.id(event));
        takeOutOfTheQueue(host(mirrors.far()) + " " + Publication.id(event));
        mirrors.far().start();

        forgotten.recall();
        backfill.fill();

        awaitDigest("22", mirrors.far(), told.digest());
    }

    /** The try that was refused is still in the queue's hands, and ends after that. */
    @Test
    void whatIsAskedForAgainWhileItsLastTryEndsReachesMirrors() {
        mirrors.far().stop();
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        PublishCompleted told = publish(event);
        String block = "/api/blocks/" + told.digest();
        String copy = host(mirrors.far()) + " " + Publication.id(event);
        given().contentType(ContentType.JSON).put(block).then().statusCode(200);
        mirrors.far().start();
        awaitNothingWaits();
        await().atMost(LONG).until(() -> scheduled("true") == 0);
        change(
                "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)"
                        + " values ('mirror', ?1, now(), true, 'another', now(), 1)",
                copy);

        given().contentType(ContentType.JSON).delete(block).then().statusCode(204);
        change("delete from scheduled_tasks where task_name = 'mirror' and task_instance = ?1", copy);
        backfill.fill();

        awaitDigest("22", mirrors.far(), told.digest());
    }

    /** As while the storage of production is not mounted, or a tester's key is taken away by mistake. */
    @Test
    void whatWasRefusedForAReasonThatMayPassIsAskedForAgain() {
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        PublishCompleted told = publish(event);
        awaitNothingWaits();
        String copy = host(mirrors.far()) + " " + Publication.id(event);
        refused(copy, "not-found", "now()");
        backfill.fill();
        assertThat(count("from mirror_copy where id = ?1 and state = 'WAITING'", copy))
                .as("it has just been refused")
                .isZero();

        refused(copy, "superseded", "now() - interval '2 hours'");
        backfill.fill();
        assertThat(count("from mirror_copy where id = ?1 and state = 'WAITING'", copy))
                .as("its tags are others'")
                .isZero();

        refused(copy, "not-found", "now() - interval '2 hours'");
        backfill.fill();
        awaitDigest("22", mirrors.far(), told.digest());
        await().atMost(LONG).until(() -> count("from mirror_copy where id = ?1 and state = 'DONE'", copy) == 1);
    }

    private void refused(String copy, String kind, String when) {
        change(
                "update mirror_copy set state = 'SUPERSEDED', finished_at = " + when
                        + ", failure = '{\"kind\":\"" + kind
                        + "\",\"retryable\":false,\"message\":\"it was not there\"}'"
                        + " where id = ?1",
                copy);
    }

    @Test
    void whatWasPublishedWhenAnotherRegistryWasProductionMovesNoTagOfAMirror() {
        TestCompleted event = approved(push("first"), node("22.1.0", "22"));
        publish(event);
        awaitNothingWaits();
        String copy = host(mirrors.far()) + " " + Publication.id(event);
        for (String table : List.of("tag", "tag_change")) {
            change(
                    "update " + table
                            + " set reference = 'former.example.com' || substring(reference, position('/' in reference))"
                            + " where reference like '%/' || ?1 || ':%'",
                    repository.path());
        }
        PublishCompleted later = publish(push("second"), "22.2.0", "22");
        awaitDigest("22", mirrors.far(), later.digest());
        change("update mirror_copy set state = 'WAITING', finished_at = null where id = ?1", copy);

        mirrorWork.run(copy);
        assertThat(digestOf("22", mirrors.far())).isEqualTo(later.digest());

        change("delete from mirror_copy where id = ?1", copy);
        backfill.fill();
        assertThat(count("from mirror_copy where id = ?1", copy)).isZero();
    }

    private void takeOutOfTheQueue(String copy) {
        await().atMost(LONG)
                .until(() -> change(
                                "delete from scheduled_tasks where task_name = 'mirror' and task_instance = ?1 and not picked",
                                copy)
                        == 1);
    }

    /**
     * Further publications that have a tag, as that of a revision is had for ever, and that no mirror ever was to get.
     */
    private void publishedToo(String publication) {
        change(
                "insert into publication overriding system value select (jsonb_populate_record(publication,"
                        + " jsonb_build_object('id', id || '/' || n, 'sequence', 2000000 + n,"
                        + " 'rebuild_id', rebuild_id || '-' || n, 'event', '{}', 'statements', null))).*"
                        + " from publication, generate_series(1, " + MANY + ") n where id = ?1",
                publication);
        change(
                "insert into tag_change (publication_id, position, reference, from_digest, to_digest, state, role)"
                        + " select publication_id || '/' || n, position, reference, from_digest, to_digest, state, role"
                        + " from tag_change, generate_series(1, " + MANY
                        + ") n where publication_id = ?1 and role = 'PINNED'",
                publication);
    }

    private void forget(String publications) {
        change(
                "delete from scheduled_tasks where task_name = 'mirror' and task_instance like '% ' || ?1",
                publications);
        change("delete from mirror_copy where publication_id like ?1", publications);
        change("delete from tag_change where publication_id like ?1", publications);
        change("delete from publication where id like ?1", publications);
    }

    private int change(String statement, String parameter) {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(statement)
                        .setParameter(1, parameter)
                        .executeUpdate());
    }

    private long count(String what, String parameter) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (Long) database.createNativeQuery("select count(*) " + what, Long.class)
                        .setParameter(1, parameter)
                        .getSingleResult());
    }
}
