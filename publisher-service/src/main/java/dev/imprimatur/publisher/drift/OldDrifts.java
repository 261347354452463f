package dev.imprimatur.publisher.drift;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * When a tag differed is kept, after that is over, as long as what attempts printed: whatever writes to a registry adds
 * to it.
 */
@ApplicationScoped
class OldDrifts extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE =
            "delete from drift where id in (select id from drift where ended_at < ? limit ?)";

    OldDrifts() {
        super("drifts", RetentionConfig::logs, MOST, DELETE);
    }
}
