package dev.imprimatur.builder.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RenderCompleted;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Keeps a value as JSON, in the form that events have. */
abstract class JsonColumn<T> implements AttributeConverter<T, String> {
    private final Class<T> type;

    private JsonColumn(Class<T> type) {
        this.type = type;
    }

    @Override
    public String convertToDatabaseColumn(T value) {
        try {
            return value == null ? null : EventJson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + type + ": " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public T convertToEntityAttribute(String json) {
        try {
            return json == null ? null : EventJson.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read " + type + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The event that asks for a build. */
    @Converter
    static class Rendered extends JsonColumn<RenderCompleted> {
        Rendered() {
            super(RenderCompleted.class);
        }
    }

    /** Why something failed. */
    @Converter
    static class Report extends JsonColumn<FailureReport> {
        Report() {
            super(FailureReport.class);
        }
    }
}
