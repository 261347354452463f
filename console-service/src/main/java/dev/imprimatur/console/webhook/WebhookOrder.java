package dev.imprimatur.console.webhook;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.events.Topic;
import dev.imprimatur.httpaccess.TextLimit;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * An endpoint to register.
 *
 * @param url where to send events, http or https
 * @param topics events of which topics; publish-completed and rebuild-completed where none are given
 * @param secret a secret to sign with; a new one where none is given
 */
record WebhookOrder(String url, List<String> topics, String secret) {
    private static final int LARGEST_PORT = 65535;

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
        ApiException.checked(TextLimit.ADDRESS, "url", url);
        try {
            if (url != null && isCallable(URI.create(url))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw ApiException.invalid(
                "url", "expected an http or https address with a port up to 65535, without user information");
    }

    private static boolean isCallable(URI uri) {
        return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getPort() != 0
                && uri.getPort() <= LARGEST_PORT;
    }

    private List<String> checkedTopics() {
        if (topics == null || topics.isEmpty()) {
            return USUAL;
        }
        List<String> known = Arrays.stream(Topic.values()).map(Topic::topic).toList();
        for (String topic : topics) {
            if (!known.contains(topic)) {
                throw ApiException.invalid(
                        "topics", "there is no topic '" + topic + "', expected " + String.join(", ", known));
            }
        }
        return topics.stream().distinct().toList();
    }

    private Secret checkedSecret() {
        try {
            return secret == null ? Secret.random() : new Secret(secret);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("secret", "expected whsec_ and the base64 of 24 to 64 bytes");
        }
    }
}
