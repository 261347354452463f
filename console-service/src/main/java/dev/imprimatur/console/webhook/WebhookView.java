package dev.imprimatur.console.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * An endpoint as it is shown.
 *
 * @param url where events are sent; only scheme and host of it where it is shown in part
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

        private DeliveryView replacing(String text, String other) {
            return new DeliveryView(
                    eventId, topic, state, attempts, outcome == null ? null : outcome.replace(text, other), endedAt);
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

    /** Without the rest of its address, which is often a secret. */
    WebhookView inPart() {
        String part = part();
        List<DeliveryView> shown = deliveries == null
                ? null
                : deliveries.stream().map(each -> each.replacing(url, part)).toList();
        return new WebhookView(id, part, topics, secret, createdAt, disabledBecause, shown);
    }

    private String part() {
        try {
            URI uri = URI.create(url);
            return uri.getScheme() + "://" + uri.getHost() + "/…";
        } catch (IllegalArgumentException e) {
            // Registered by an early release, which took more.
            return "…";
        }
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
