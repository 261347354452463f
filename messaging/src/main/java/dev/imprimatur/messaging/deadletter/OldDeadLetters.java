package dev.imprimatur.messaging.deadletter;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Letters that were decided on: until they go, a dropped one can be put back. */
@ApplicationScoped
class OldDeadLetters extends OldRows {
    private static final int MOST = 100;
    private static final String DELETE = "delete from dead_letter where id in"
            + " (select id from dead_letter where state <> 'WAITING' and decided_at < ? limit ?)";

    OldDeadLetters() {
        super("decided-dead-letters", RetentionConfig::deadLetters, MOST, DELETE);
    }
}
