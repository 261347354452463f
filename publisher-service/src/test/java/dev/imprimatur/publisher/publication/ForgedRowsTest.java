package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A genuine verdict in the row of another digest approves that one nowhere. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class ForgedRowsTest {
    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    PublishWork work;

    private Family family;
    private PublishCompleted published;
    private Digest foreign;

    @BeforeEach
    void aPublishedImageAndOneThatNoTesterSaw() {
        family = new Family(bus);
        ImageReference good = family.push("good");
        published = family.publish(good, "1.0.0", "1");
        foreign = TestImages.push(new RepositoryReference(family.behind, family.repository), family.name + "foreign")
                .digest();
        Rows.update(
                database,
                "insert into revision (image, number, digest, tested, state, reserved_at, published_at)"
                        + " select image, 99, ?1, tested, state, reserved_at, published_at from revision"
                        + " where digest = ?2",
                foreign.value(),
                good.digest().value());
    }

    @Test
    void aJournalThatNamesItIsNotAnnounced() {
        tagged();

        work.run(Publication.id(published));

        assertState("failed");
    }

    @Test
    void norIsOneOfAPublicationOfWhichNothingWasSigned() {
        tagged();
        Rows.update(database, "update publication set statements = null where id = ?1", Publication.id(published));

        work.run(Publication.id(published));

        assertState("failed");
    }

    /** As a publisher leaves it that ends before it tells, but for the journal. */
    private void tagged() {
        QuarkusTransaction.requiringNew().run(() -> {
            Rows.update(
                    database,
                    "update publication set state = 'TAGGED', finished_at = null where id = ?1",
                    Publication.id(published));
            Rows.update(
                    database,
                    "update tag_change set to_digest = ?1 where publication_id = ?2",
                    foreign.value(),
                    Publication.id(published));
        });
    }

    private void assertState(String state) {
        given().get("/api/publications?rebuild=" + published.rebuildId()).then().body("[0].state", equalTo(state));
    }
}
