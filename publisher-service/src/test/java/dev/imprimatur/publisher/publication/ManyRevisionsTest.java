package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.revision.Revisions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.function.IntSupplier;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However many revisions an image has had, the next number is given without reading them. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class ManyRevisionsTest {
    private static final int MANY = 20;

    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    Revisions revisions;

    private TestCompleted verdict;

    @BeforeEach
    void givenMany() {
        Family family = new Family(bus);
        verdict = Verdicts.approved(
                new RepositoryReference(family.staging, family.repository).at(digest(0)), family.candidate("1.0.0"));
        QuarkusTransaction.requiringNew().run(() -> {
            for (int number = 1; number <= MANY; number++) {
                Revision.reserved(verdict, digest(number), number).persist();
            }
        });
    }

    @Test
    void theNextNumberIsGiven() {
        assertReads(1, MANY + 1, () -> revisions.reserve(verdict, digest(0), 0));
    }

    @Test
    void anotherNumberIsGiven() {
        assertReads(1, MANY + 1, () -> revisions.renumber(verdict.candidate().image(), digest(1), 0));
        assertReads(1, 101, () -> revisions.renumber(verdict.candidate().image(), digest(2), 100));
    }

    private void assertReads(int rows, int given, IntSupplier number) {
        QuarkusTransaction.requiringNew().run(() -> {
            assertThat(number.getAsInt()).isEqualTo(given);
            assertThat(database.unwrap(Session.class).getStatistics().getEntityCount())
                    .isEqualTo(rows);
        });
    }

    private Digest digest(int which) {
        return Digest.of((getClass() + " " + which).getBytes());
    }
}
