package dev.imprimatur.messaging.column;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.PersistenceException;
import java.util.function.Function;

/**
 * Keeps a value in a text column as its one text, which is what {@code toString} says.
 *
 * @param <T> the value
 */
public abstract class TextColumn<T> implements AttributeConverter<T, String> {
    private final Function<String, T> parser;

    /**
     * A column of values that this reads.
     *
     * @param parser the value that a text is of
     */
    protected TextColumn(Function<String, T> parser) {
        this.parser = parser;
    }

    @Override
    public String convertToDatabaseColumn(T value) {
        return value == null ? null : value.toString();
    }

    @Override
    public T convertToEntityAttribute(String text) {
        try {
            return text == null ? null : parser.apply(text);
        } catch (IllegalArgumentException e) {
            // Of any other exception Hibernate drops the message, which says what is wrong with the row.
            throw new PersistenceException(e.getMessage(), e);
        }
    }
}
