package dev.imprimatur.messaging.outbox;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Events that Kafka refused are kept as long as the history that they would have become. */
@ApplicationScoped
class OldRefusals extends OldRows {
    private static final int MOST = 100;
    private static final String DELETE =
            "delete from outbox_refused where id in" + " (select id from outbox_refused where refused_at < ? limit ?)";

    OldRefusals() {
        super("refused-events", RetentionConfig::history, MOST, DELETE);
    }
}
