package dev.imprimatur.console.webhook;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.messaging.event.Topic;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * An endpoint that somebody registers.
 *
 * @param url where to send events, http or https
 * @param topics events of which topics; publish-completed and rebuild-completed where none are given
 * @param secret a secret to sign with; a new one where none is given
 */
record WebhookOrder(String url, List<String> topics, String secret) {
    private static final List<String> USUAL = List.of(Topic.PUBLISH_COMPLETED.topic(), Topic.REBUILD_COMPLETED.topic());

    /** @throws ApiException if a field is wrong, naming it */
    Webhook webhook(String id, Instant now) {
        Webhook webhook = new Webhook();
        webhook.id = id;
        webhook.url = checkedUrl();
        webhook.topics = checkedTopics().toArray(String[]::new);
        webhook.secret = checkedSecret().text();
        webhook.createdAt = now;
        return webhook;
    }

    private String checkedUrl() {
        try {
            URI uri = URI.create(url);
            if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return url;
            }
        } catch (IllegalArgumentException | NullPointerException e) {
            // Said below.
        }
        throw ApiException.invalid("url", "expected an http or https address without user information");
    }

    private List<String> checkedTopics() {
        if (topics == null || topics.isEmpty()) {
            return USUAL;
        }
        List<String> known = Arrays.stream(Topic.values()).map(Topic::topic).toList();
        topics.stream().filter(topic -> !known.contains(topic)).findFirst().ifPresent(unknown -> {
            throw ApiException.invalid(
                    "topics", "there is no topic '" + unknown + "', expected " + String.join(", ", known));
        });
        return topics;
    }

    private Secret checkedSecret() {
        try {
            return secret == null ? Secret.random() : new Secret(secret);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("secret", "expected whsec_ and the base64 of 24 to 64 bytes");
        }
    }
}
