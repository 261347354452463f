package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.oci.RepositoryReference;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.persistence.EntityManager;
import java.util.List;

/** The database's sessions that hold the lock on a repository, or wait for it. */
final class LockSessions {
    private final EntityManager database;
    private final RepositoryReference repository;

    LockSessions(EntityManager database, RepositoryReference repository) {
        this.database = database;
        this.repository = repository;
    }

    /** Ends the one that holds it. */
    void endHolder() {
        List<?> sessions = sessions(true);
        assertThat(sessions).hasSize(1);
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery("select pg_terminate_backend(?1)")
                        .setParameter(1, sessions.getFirst())
                        .getResultList());
    }

    /** Whether one holds it. */
    boolean anyHolds() {
        return !sessions(true).isEmpty();
    }

    /** Whether one waits. */
    boolean anyWaits() {
        return !sessions(false).isEmpty();
    }

    private List<?> sessions(boolean granted) {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery("""
                    select pid from pg_locks where locktype = 'advisory' and granted = ?1
                       and (classid::bigint << 32 | objid::bigint) = hashtextextended('imprimatur.publisher.' || ?2, 0)
                    """, Integer.class)
                        .setParameter(1, granted)
                        .setParameter(2, repository.toString())
                        .getResultList());
    }
}
