package dev.imprimatur.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.imprimatur.oci.PlainText;
import java.util.List;
import java.util.Locale;

/** JSON as the CLI reads and writes it: fields of a later console are left aside. */
public final class Json {
    /** The mapper. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    /** The value on one line. */
    public static String text(Object value) {
        try {
            return escaped(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The value on many lines. */
    public static String pretty(Object value) {
        try {
            return escaped(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The same value, in which whatever could control a terminal is written as an escape. */
    private static String escaped(String json) {
        StringBuilder plain = new StringBuilder(json.length());
        json.codePoints().forEach(each -> {
            if (each == '\n' || each == '\r' || !PlainText.harmful(each)) {
                plain.appendCodePoint(each);
            } else {
                for (char unit : Character.toChars(each)) {
                    plain.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return plain.toString();
    }

    /** The node as a value. */
    public static <T> T value(JsonNode node, Class<T> type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The array as values. */
    public static <T> List<T> list(JsonNode array, Class<T> type) {
        return array.valueStream().map(element -> value(element, type)).toList();
    }
}
