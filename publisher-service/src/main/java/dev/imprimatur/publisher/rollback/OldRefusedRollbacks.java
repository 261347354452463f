package dev.imprimatur.publisher.rollback;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Refused rollbacks are kept as long as history. */
@ApplicationScoped
class OldRefusedRollbacks extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from refused_rollback where rebuild_id in"
            + " (select rebuild_id from refused_rollback where refused_at < ? limit ?)";

    OldRefusedRollbacks() {
        super("refused-rollbacks", RetentionConfig::history, MOST, DELETE);
    }
}
