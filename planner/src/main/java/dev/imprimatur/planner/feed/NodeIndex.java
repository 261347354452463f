package dev.imprimatur.planner.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * A list of objects with {@code version} and {@code lts}, which is {@code false} or the line's code name; each name
 * under {@code files} is a fact, as are the versions of the parts.
 */
final class NodeIndex implements FeedFormat {
    private static final Set<String> OTHER = Set.of("version", "lts", "files");

    @Override
    public void read(String page, FeedAnswer.Collector answer) {
        JsonNode list = FeedJson.list(FeedJson.parse(page));
        for (int i = 0; i < list.size(); i++) {
            JsonNode entry = list.get(i);
            String version = FeedJson.text("entry " + (i + 1), entry, "version", "v22.23.3");
            String place = "entry " + (i + 1) + " (" + version + ")";
            Map<String, String> facts = FeedJson.facts(entry, OTHER);
            codename(place, entry.path("lts"), facts);
            files(place, entry.path("files"), facts);
            answer.add(place, version, facts);
        }
    }

    private static void codename(String place, JsonNode lts, Map<String, String> facts) {
        if (lts.isTextual()) {
            facts.put("codename", lts.textValue());
        } else if (!lts.isMissingNode() && !(lts.isBoolean() && !lts.booleanValue())) {
            throw new FeedException(place + ": expected 'lts' to be false or a code name, found " + FeedJson.kind(lts));
        }
    }

    private static void files(String place, JsonNode files, Map<String, String> facts) {
        if (!files.isArray() && !files.isMissingNode()) {
            throw new FeedException(place + ": expected 'files' to be a list of names, found " + FeedJson.kind(files));
        }
        for (JsonNode file : files) {
            if (!file.isTextual()) {
                throw new FeedException(place + ": expected 'files' to hold names, found " + FeedJson.kind(file));
            }
            facts.putIfAbsent(file.textValue(), file.textValue());
        }
    }
}
