package dev.imprimatur.messaging.deadletter;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Letters on which nothing was decided in all the time for which history is kept. */
@ApplicationScoped
class OldWaitingLetters extends OldRows {
    private static final int MOST = 100;
    private static final String DELETE = "delete from dead_letter where id in"
            + " (select id from dead_letter where state = 'WAITING' and refused_at < ? limit ?)";

    OldWaitingLetters() {
        super("waiting-dead-letters", RetentionConfig::history, MOST, DELETE);
    }
}
