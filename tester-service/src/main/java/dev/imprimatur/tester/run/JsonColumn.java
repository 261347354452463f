package dev.imprimatur.tester.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.TestResult;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** Keeps a value as JSON, in the form that events have. */
abstract class JsonColumn<T> implements AttributeConverter<T, String> {
    private final TypeReference<T> type;

    private JsonColumn(TypeReference<T> type) {
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

    /** The event that asks for a test run. */
    @Converter
    static class Built extends JsonColumn<BuildCompleted> {
        Built() {
            super(new TypeReference<>() {});
        }
    }

    /** What each test said. */
    @Converter
    static class Results extends JsonColumn<List<TestResult>> {
        Results() {
            super(new TypeReference<>() {});
        }
    }

    /** Why something failed. */
    @Converter
    static class Report extends JsonColumn<FailureReport> {
        Report() {
            super(new TypeReference<>() {});
        }
    }
}
