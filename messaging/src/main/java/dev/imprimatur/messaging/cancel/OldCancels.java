package dev.imprimatur.messaging.cancel;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** That a rebuild was cancelled is forgotten when the rebuild is. */
@ApplicationScoped
class OldCancels extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from cancelled_rebuild where rebuild_id in"
            + " (select rebuild_id from cancelled_rebuild where noted_at < ? limit ?)";

    OldCancels() {
        super("cancels", RetentionConfig::history, MOST, DELETE);
    }
}
