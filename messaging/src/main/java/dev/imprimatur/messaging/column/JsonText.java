package dev.imprimatur.messaging.column;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import dev.imprimatur.events.EventJson;

/** Values of rows as JSON, in the form that events have. */
public final class JsonText {
    private JsonText() {}

    /** A value's JSON. */
    public static String of(Object value) {
        try {
            return EventJson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "cannot write " + value.getClass().getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The value that this JSON is of. */
    public static <T> T read(String json, Class<T> type) {
        return read(json, EventJson.MAPPER.constructType(type));
    }

    /** The value that this JSON is of. */
    public static <T> T read(String json, TypeReference<T> type) {
        return read(json, EventJson.MAPPER.constructType(type));
    }

    private static <T> T read(String json, JavaType type) {
        try {
            return EventJson.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read " + type.toCanonical() + ": " + e.getOriginalMessage(), e);
        }
    }
}
