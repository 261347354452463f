package dev.imprimatur.console.webhook;

import dev.imprimatur.messaging.retention.Expiring;
import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;

/** Deliveries that ended long ago. */
@ApplicationScoped
class OldDeliveries implements Expiring {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from webhook_delivery where id in"
            + " (select id from webhook_delivery where ended_at < ? order by id limit ?)";

    @Inject
    OldRows rows;

    @Inject
    RetentionConfig config;

    @Override
    public String name() {
        return "deliveries";
    }

    @Override
    public Removed expire(Instant now) {
        return rows.remove(DELETE, now.minus(config.logs()), MOST);
    }
}
