package dev.imprimatur.messaging.column;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.EventJson;
import jakarta.persistence.AttributeConverter;

/**
 * Keeps a value as JSON in a text column, in the form that events have. Not as jsonb: that refuses what a command may
 * print, a NUL for example.
 *
 * @param <T> the value
 */
public abstract class JsonColumn<T> implements AttributeConverter<T, String> {
    private final TypeReference<T> type;

    /**
     * A column of values of this type.
     *
     * @param type {@code new TypeReference<>() {}}
     */
    protected JsonColumn(TypeReference<T> type) {
        this.type = type;
    }

    @Override
    public String convertToDatabaseColumn(T value) {
        try {
            return value == null ? null : EventJson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + type.getType() + ": " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public T convertToEntityAttribute(String json) {
        try {
            return json == null ? null : EventJson.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read " + type.getType() + ": " + e.getOriginalMessage(), e);
        }
    }
}
