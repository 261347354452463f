package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;

/** Changes rows behind the publisher's back, as an operator, an intruder or a former release may have. */
final class Rows {
    private Rows() {}

    /** Runs a statement, in the current transaction if there is one, and makes sure that it changes anything. */
    static void update(EntityManager database, String statement, Object... values) {
        QuarkusTransaction.joiningExisting().run(() -> {
            Query query = database.createNativeQuery(statement);
            for (int i = 0; i < values.length; i++) {
                query.setParameter(i + 1, values[i]);
            }
            assertThat(query.executeUpdate()).isPositive();
        });
    }
}
