package dev.imprimatur.console.flake;

import dev.imprimatur.messaging.retention.Expiring;
import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;

/** Failed tries of long ago. */
@ApplicationScoped
class OldFailures implements Expiring {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from step_failure where id in"
            + " (select id from step_failure where failed_at < ? order by id limit ?)";

    @Inject
    OldRows rows;

    @Inject
    RetentionConfig config;

    @Override
    public String name() {
        return "step-failures";
    }

    @Override
    public Removed expire(Instant now) {
        return rows.remove(DELETE, now.minus(config.history()), MOST);
    }
}
