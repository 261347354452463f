package dev.imprimatur.console.page.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.page.source.LastAnswer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What other services alone know of images.
 *
 * @param stale why images are stale, by image, as the renderer found out
 * @param askedAt when the renderer was asked: what was published since is not stale for that
 * @param moved tags, without their registry, that do not name what they were published as, by the publisher's look
 * @param published what they were published as
 * @param parameters what the conditions of {@link FleetState} refer to
 * @param trouble why it is not known what is stale, or null
 */
record Marks(
        Map<String, String> stale,
        Instant askedAt,
        Set<String> moved,
        Set<String> published,
        Map<String, Object> parameters,
        String trouble) {
    private static final List<String> NOT_STALE = List.of("never-built", "needed");
    private static final String UNTAGGED = "tags-changed";

    static Marks of(LastAnswer stale, LastAnswer drift) {
        Map<String, String> reasons = new LinkedHashMap<>();
        stale.answer().path("images").forEach(image -> {
            String why = image.path("why")
                    .valueStream()
                    .filter(reason -> !NOT_STALE.contains(reason.path("kind").asText()))
                    .map(Marks::words)
                    .collect(Collectors.joining("; "));
            if (!why.isEmpty()) {
                reasons.put(image.path("image").asText(), why);
            }
        });
        Instant askedAt = stale.answer().hasNonNull("at")
                ? Instant.parse(stale.answer().path("at").asText())
                : Instant.EPOCH;
        Set<String> moved = texts(drift, "reference").stream()
                .map(reference -> reference.substring(reference.indexOf('/') + 1))
                .collect(Collectors.toSet());
        Set<String> published = texts(drift, "expected");
        String untagged = stale.answer()
                .path("images")
                .valueStream()
                .filter(Marks::untagged)
                .map(image -> image.path("image").asText())
                .collect(Collectors.joining("\n"));
        Map<String, Object> parameters = Map.of(
                "stale", String.join("\n", reasons.keySet()),
                "untagged", untagged,
                "askedAt", askedAt,
                "moved", String.join("\n", moved),
                "expected", String.join("\n", published));
        return new Marks(reasons, askedAt, moved, published, parameters, stale.trouble());
    }

    private static boolean untagged(JsonNode image) {
        return image.path("why")
                .valueStream()
                .anyMatch(reason -> reason.path("kind").asText().equals(UNTAGGED));
    }

    private static String words(JsonNode reason) {
        String kind = reason.path("kind").asText().replace('-', ' ');
        return reason.hasNonNull("detail") ? kind + ": " + reason.path("detail").asText() : kind;
    }

    private static Set<String> texts(LastAnswer answer, String field) {
        return answer.answer()
                .valueStream()
                .map(entry -> entry.path(field).asText())
                .collect(Collectors.toSet());
    }

    /** Why an image is stale, or null if it is not. */
    String stale(FleetImage image) {
        return image.publishedAt == null || !image.publishedAt.isBefore(askedAt) ? null : stale.get(image.image);
    }

    /** Which of an image's tags do not name it any more, in words; or null. */
    String moved(FleetImage image, List<String> names) {
        String tags = published.contains(image.digest)
                ? names.stream()
                        .filter(moved::contains)
                        .map(name -> name.substring(name.indexOf(':') + 1))
                        .distinct()
                        .collect(Collectors.joining(", "))
                : "";
        return tags.isEmpty() ? null : tags;
    }
}
