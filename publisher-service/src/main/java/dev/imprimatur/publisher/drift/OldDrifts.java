package dev.imprimatur.publisher.drift;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Drifts that are over are kept only as long as logs: any program that writes to a registry adds to them. */
@ApplicationScoped
class OldDrifts extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE =
            "delete from drift where id in (select id from drift where ended_at < ? limit ?)";

    OldDrifts() {
        super("drifts", RetentionConfig::logs, MOST, DELETE);
    }
}
