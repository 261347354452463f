package dev.imprimatur.renderer.order;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Forgets rollbacks that nothing asks for again any more. */
@ApplicationScoped
class OldOrderedRollbacks extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = """
            delete from ordered_rollback where id in (
                select id from ordered_rollback where ordered_at < ? limit ? for update skip locked)""";

    OldOrderedRollbacks() {
        super("ordered-rollbacks", RetentionConfig::history, MOST, DELETE);
    }
}
