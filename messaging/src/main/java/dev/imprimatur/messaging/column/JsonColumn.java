package dev.imprimatur.messaging.column;

import com.fasterxml.jackson.core.type.TypeReference;
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
        return value == null ? null : JsonText.of(value);
    }

    @Override
    public T convertToEntityAttribute(String json) {
        return json == null ? null : JsonText.read(json, type);
    }
}
