package dev.imprimatur.console.flake;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Failed tries of long ago. */
@ApplicationScoped
class OldFailures extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from step_failure where id in"
            + " (select id from step_failure where failed_at < ? order by id limit ?)";

    OldFailures() {
        super("step-failures", RetentionConfig::history, MOST, DELETE);
    }
}
