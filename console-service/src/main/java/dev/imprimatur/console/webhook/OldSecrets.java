package dev.imprimatur.console.webhook;

import dev.imprimatur.messaging.retention.Expiring;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Secrets that sign nothing any more: a receiver may go by them still, so they are erased. */
@ApplicationScoped
class OldSecrets implements Expiring {

    @Override
    public String name() {
        return "webhook-secrets";
    }

    @Override
    public Removed expire(Instant now) {
        long former = FormerSecret.delete("until <= ?1", now);
        long earlier =
                Webhook.update("earlierSecret = null, earlierSecretUntil = null where earlierSecretUntil <= ?1", now);
        return new Removed(Math.toIntExact(former + earlier), false);
    }
}
