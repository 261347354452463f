package dev.imprimatur.planner.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * What {@code npm view --json PACKAGE version dist.integrity deprecated} prints: an object, or a list of such. The
 * checksums of the integrity field become facts in hexadecimal, under their algorithm's name.
 */
final class NpmVersions implements FeedFormat {
    private static final Set<String> OTHER = Set.of("version", "dist.integrity");
    private static final Map<String, Integer> LENGTHS = Map.of("sha1", 20, "sha256", 32, "sha384", 48, "sha512", 64);

    @Override
    public void read(String page, FeedAnswer.Collector answer) {
        JsonNode node = FeedJson.parse(page);
        JsonNode list = node.isObject() && node.has("version")
                ? FeedJson.MAPPER.createArrayNode().add(node)
                : FeedJson.list(node);
        for (int i = 0; i < list.size(); i++) {
            JsonNode entry = list.get(i);
            String version = FeedJson.text("entry " + (i + 1), entry, "version", "22.23.3");
            String place = "entry " + (i + 1) + " (" + version + ")";
            Map<String, String> facts = FeedJson.facts(entry, OTHER);
            if (entry.has("dist.integrity")) {
                integrity(place, FeedJson.text(place, entry, "dist.integrity", "sha512-…"), facts);
            }
            answer.add(place, version, facts);
        }
    }

    private static void integrity(String place, String text, Map<String, String> facts) {
        for (String hash : text.strip().split("\\s+")) {
            int dash = hash.indexOf('-');
            Integer length = dash < 0 ? null : LENGTHS.get(hash.substring(0, dash));
            if (length == null) {
                throw new FeedException(place + ": the integrity '" + hash + "' is not of the form sha512-<base64>");
            }
            facts.put(hash.substring(0, dash), hex(place, hash, hash.substring(dash + 1), length));
        }
    }

    private static String hex(String place, String hash, String base64, int length) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.replaceFirst("\\?.*", ""));
        } catch (IllegalArgumentException e) {
            throw new FeedException(place + ": the integrity '" + hash + "' is not base64");
        }
        if (bytes.length != length) {
            throw new FeedException(
                    place + ": the integrity '" + hash + "' has " + bytes.length + " bytes, expected " + length);
        }
        return HexFormat.of().formatHex(bytes);
    }
}
