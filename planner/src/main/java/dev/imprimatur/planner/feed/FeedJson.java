package dev.imprimatur.planner.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** JSON answers, read with messages for people. */
final class FeedJson {
    static final ObjectMapper MAPPER = mapper(Long.MAX_VALUE);

    /** A dense page takes many times its size as a tree, so a page has a limit of its own. */
    private static final int MOST_TOKENS = 1_000_000;

    private static final ObjectMapper PAGES = mapper(MOST_TOKENS);
    private static final int EXCERPT = 100;

    private FeedJson() {}

    private static ObjectMapper mapper(long tokens) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxTokenCount(tokens)
                                .build())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** A page of an answer. */
    static JsonNode parse(String page) {
        return parse(PAGES, page);
    }

    /** As it is kept: in ASCII, since no file and no database keeps half of a character as it is. */
    static String remembered(JsonNode node) {
        try {
            return MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer is always JSON", e);
        }
    }

    /** What was written here, of whatever size. */
    static JsonNode remembered(String text) {
        return parse(MAPPER, text);
    }

    private static JsonNode parse(ObjectMapper mapper, String text) {
        if (text.isBlank()) {
            throw new FeedException("the answer is empty");
        }
        if (text.stripLeading().startsWith("<")) {
            throw new FeedException("not JSON but HTML or XML, as a login or an error page is");
        }
        try {
            return mapper.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new FeedException("larger or deeper than a page may be: " + excerpt(e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            throw new FeedException("not JSON: line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        }
    }

    /** The node, if it is a list. */
    static JsonNode list(JsonNode node) {
        if (node.isArray()) {
            return node;
        }
        String says = node.path("message").isTextual()
                ? ": " + excerpt(node.get("message").textValue())
                : "";
        throw new FeedException("expected a list of releases, found " + kind(node) + says);
    }

    /** The text under this key, which has to be there. */
    static String text(String place, JsonNode entry, String key, String example) {
        if (!entry.isObject()) {
            throw new FeedException(place + ": expected an object, found " + kind(entry));
        }
        JsonNode value = entry.path(key);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new FeedException(
                    place + ": expected '" + key + "' with a text such as \"" + example + "\", found " + kind(value));
        }
        return value.textValue();
    }

    /** Whether the flag under this key is set; it may be missing. */
    static boolean flag(String place, JsonNode entry, String key) {
        JsonNode value = entry.path(key);
        if (!value.isBoolean() && !value.isMissingNode() && !value.isNull()) {
            throw new FeedException(place + ": expected '" + key + "' to be true or false, found " + kind(value));
        }
        return value.asBoolean(false);
    }

    /** Texts, numbers and truth values of an object, without these keys. */
    static Map<String, String> facts(JsonNode entry, Set<String> without) {
        Map<String, String> facts = new TreeMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = entry.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getValue().isValueNode() && !field.getValue().isNull() && !without.contains(field.getKey())) {
                facts.put(field.getKey(), field.getValue().asText());
            }
        }
        return facts;
    }

    /** What a node is, in words. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "'" + excerpt(node.textValue()) + "'";
            case NUMBER, BOOLEAN -> node.asText();
            default -> "nothing";
        };
    }

    /** The beginning of a text from outside, on one line: what a message may repeat of it. */
    static String excerpt(String text) {
        boolean cut = text.length() > EXCERPT;
        return (cut ? text.substring(0, EXCERPT) : text).replaceAll("\\p{Cntrl}+", " ") + (cut ? "…" : "");
    }
}
