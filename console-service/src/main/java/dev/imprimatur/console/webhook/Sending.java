package dev.imprimatur.console.webhook;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Topic;
import dev.imprimatur.oci.Digest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One attempt at a delivery, ready to be sent.
 *
 * @param url where to
 * @param id {@code webhook-id}: the event's own where a service chose it and a header can hold it, the same for every
 *     attempt
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
        String id = id(delivery);
        String signatures = webhook.secrets(now).stream()
                .map(secret -> secret.sign(id, now, body))
                .collect(Collectors.joining(" "));
        return new Sending(URI.create(webhook.url), id, now, signatures, body);
    }

    /**
     * What no header can hold, and the id of a request, is known by a hash; a request's is that of all that it says.
     */
    private static String id(Delivery delivery) {
        boolean request = Arrays.stream(Topic.values())
                .anyMatch(topic -> topic.isOfAnyone() && topic.topic().equals(delivery.topic));
        if (!request && HEADER.matcher(delivery.eventId).matches()) {
            return delivery.eventId;
        }
        String hashed = request ? delivery.topic + "\n" + delivery.event : delivery.eventId;
        return Digest.of(hashed.getBytes(StandardCharsets.UTF_8)).value();
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
