package dev.imprimatur.console.webhook;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Deliveries that ended long ago. */
@ApplicationScoped
class OldDeliveries extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from webhook_delivery where id in"
            + " (select id from webhook_delivery where ended_at < ? order by id limit ?)";

    OldDeliveries() {
        super("deliveries", RetentionConfig::logs, MOST, DELETE);
    }
}
