package dev.imprimatur.planner.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * A list of releases, or an object with such a list under {@code releases}. A release is a version, or an object with
 * {@code version}, optionally {@code codename}, and facts.
 */
final class JsonReleases implements FeedFormat {
    @Override
    public void read(String page, FeedAnswer.Collector answer) {
        read(FeedJson.parse(page), answer);
    }

    static void read(JsonNode node, FeedAnswer.Collector answer) {
        JsonNode list = FeedJson.list(node.isObject() && node.has("releases") ? node.get("releases") : node);
        for (int i = 0; i < list.size(); i++) {
            JsonNode entry = list.get(i);
            String place = "entry " + (i + 1);
            if (entry.isTextual()) {
                answer.add(place, entry.textValue(), Map.of());
            } else {
                String version = FeedJson.text(place, entry, "version", "1.2.3");
                answer.add(place + " (" + version + ")", version, facts(place, entry));
            }
        }
    }

    private static Map<String, String> facts(String place, JsonNode entry) {
        entry.properties().forEach(property -> {
            if (property.getValue().isContainerNode()) {
                throw new FeedException(place + ": expected '" + property.getKey()
                        + "' to be a text, a number or a truth value, found " + FeedJson.kind(property.getValue()));
            }
        });
        return FeedJson.facts(entry, Set.of("version"));
    }
}
