package dev.imprimatur.console.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * An endpoint as it is shown.
 *
 * @param secret only in the answer that makes it
 * @param disabledBecause why nothing is sent any more; missing while it is
 * @param deliveries the latest ones, newest first; missing in lists
 */
record WebhookView(
        String id,
        String url,
        List<String> topics,
        String secret,
        Instant createdAt,
        String disabledBecause,
        List<DeliveryView> deliveries) {

    /** One delivery as it is shown. */
    record DeliveryView(String eventId, String topic, String state, int attempts, String outcome, Instant endedAt) {
        static DeliveryView of(Delivery delivery) {
            return new DeliveryView(
                    delivery.eventId,
                    delivery.topic,
                    delivery.state.name().toLowerCase(Locale.ROOT),
                    delivery.attempts,
                    delivery.outcome,
                    delivery.endedAt);
        }
    }

    static WebhookView of(Webhook webhook) {
        return view(webhook, null, null);
    }

    static WebhookView withSecret(Webhook webhook) {
        return view(webhook, webhook.secret, null);
    }

    static WebhookView withDeliveries(Webhook webhook) {
        return view(
                webhook,
                null,
                Delivery.latest(webhook.id).stream().map(DeliveryView::of).toList());
    }

    private static WebhookView view(Webhook webhook, String secret, List<DeliveryView> deliveries) {
        return new WebhookView(
                webhook.id,
                webhook.url,
                List.of(webhook.topics),
                secret,
                webhook.createdAt,
                webhook.disabledBecause,
                deliveries);
    }
}
