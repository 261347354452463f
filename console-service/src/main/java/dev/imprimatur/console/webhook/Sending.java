package dev.imprimatur.console.webhook;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.oci.Digest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One attempt at a delivery, ready to be sent.
 *
 * @param url where to
 * @param id {@code webhook-id}: the event's own where a header can hold it, the same for every attempt
 * @param at {@code webhook-timestamp}
 * @param signatures {@code webhook-signature}: one a secret, separated by spaces
 * @param body the payload: type, timestamp and data, as Standard Webhooks suggests
 */
record Sending(URI url, String id, Instant at, String signatures, String body) {
    private static final Pattern HEADER = Pattern.compile("[!-~]{1,512}");

    private record Payload(
            String type, Instant timestamp, @JsonRawValue String data) {}

    static Sending of(Webhook webhook, Delivery delivery, Instant now) {
        String body = body(delivery);
        String id = header(delivery.eventId);
        String signatures = webhook.secrets(now).stream()
                .map(secret -> secret.sign(id, now, body))
                .collect(Collectors.joining(" "));
        return new Sending(URI.create(webhook.url), id, now, signatures, body);
    }

    /** The sender of an event chooses its id; one that no header can hold is known by its hash. */
    private static String header(String eventId) {
        return HEADER.matcher(eventId).matches()
                ? eventId
                : Digest.of(eventId.getBytes(StandardCharsets.UTF_8)).value();
    }

    private static String body(Delivery delivery) {
        try {
            return EventJson.MAPPER.writeValueAsString(
                    new Payload(delivery.topic, delivery.occurredAt, delivery.event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + delivery.eventId + " is no JSON: " + e.getMessage(), e);
        }
    }
}
