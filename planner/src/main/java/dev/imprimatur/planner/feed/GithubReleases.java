package dev.imprimatur.planner.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of objects with {@code tag_name}. Drafts are left out. Facts are {@code tag}, {@code name}, {@code date}, the
 * name of each asset, and {@code sha256:NAME} of each whose digest is given.
 */
final class GithubReleases implements FeedFormat {
    private static final Pattern DIGEST = Pattern.compile("(sha256:|sha384:|sha512:)([a-f0-9]{64,128})");
    private static final int DAY = "2026-11-24".length();

    @Override
    public void read(String page, FeedAnswer.Collector answer) {
        JsonNode list = FeedJson.list(FeedJson.parse(page));
        for (int i = 0; i < list.size(); i++) {
            JsonNode entry = list.get(i);
            String tag = FeedJson.text("entry " + (i + 1), entry, "tag_name", "v1.2.3");
            String place = "entry " + (i + 1) + " (" + tag + ")";
            if (!FeedJson.flag(place, entry, "draft")) {
                answer.addTag(place, tag, FeedJson.flag(place, entry, "prerelease"), facts(place, tag, entry));
            }
        }
    }

    private static Map<String, String> facts(String place, String tag, JsonNode entry) {
        Map<String, String> facts = new TreeMap<>();
        JsonNode assets = entry.path("assets");
        if (!assets.isArray() && !assets.isMissingNode()) {
            throw new FeedException(place + ": expected 'assets' to be a list, found " + FeedJson.kind(assets));
        }
        for (int i = 0; i < assets.size(); i++) {
            String name = FeedJson.text(place + ", asset " + (i + 1), assets.get(i), "name", "tool.tar.gz");
            facts.put(name, name);
            JsonNode digest = assets.get(i).path("digest");
            if (digest.isTextual()) {
                Matcher matcher = DIGEST.matcher(digest.textValue());
                if (!matcher.matches()) {
                    throw new FeedException(place + ", asset " + name
                            + ": expected a digest such as sha256:<hex>, found " + FeedJson.kind(digest));
                }
                facts.put(matcher.group(1) + name, matcher.group(2));
            }
        }
        facts.put("tag", tag);
        if (entry.path("name").isTextual()) {
            facts.put("name", entry.get("name").textValue());
        }
        String published = entry.path("published_at").asText("");
        if (published.length() >= DAY) {
            facts.put("date", published.substring(0, DAY));
        }
        return facts;
    }
}
