package dev.imprimatur.publisher.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The numbers by which those who verify know which of two changes is the later one. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class ChangeNumbersTest {
    @Inject
    ChangeNumbers numbers;

    @Inject
    EntityManager database;

    @Test
    void afterARestoreTheyGoOnAboveThoseThatWereSigned() {
        numbers.begin();
        long signed = next();
        restart(1);
        assertThat(next()).isLessThan(signed);

        numbers.begin();

        assertThat(next()).isGreaterThan(signed);
    }

    @Test
    void anotherPublisherThatStartsNeverSetsThemBack() {
        long ahead = System.currentTimeMillis() + 1_000_000;
        restart(ahead);
        try {
            numbers.begin();

            assertThat(next()).isGreaterThanOrEqualTo(ahead);
        } finally {
            restart(1);
            numbers.begin();
        }
    }

    private long next() {
        return QuarkusTransaction.requiringNew().call(numbers::next);
    }

    private void restart(long with) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery("alter sequence change_number restart with " + with)
                        .executeUpdate());
    }
}
