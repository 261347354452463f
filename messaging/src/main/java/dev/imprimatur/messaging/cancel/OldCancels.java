package dev.imprimatur.messaging.cancel;

import dev.imprimatur.messaging.retention.Expiring;
import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;

/** That a rebuild was cancelled is forgotten when the rebuild is. */
@ApplicationScoped
class OldCancels implements Expiring {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from cancelled_rebuild where rebuild_id in"
            + " (select rebuild_id from cancelled_rebuild where noted_at < ? limit ?)";

    @Inject
    OldRows rows;

    @Inject
    RetentionConfig config;

    @Override
    public String name() {
        return "cancels";
    }

    @Override
    public Removed expire(Instant now) {
        return rows.remove(DELETE, now.minus(config.history()), MOST);
    }
}
