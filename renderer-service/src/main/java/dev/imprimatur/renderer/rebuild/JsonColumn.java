package dev.imprimatur.renderer.rebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.stale.Fingerprint;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** Keeps a value as JSON in a text column. */
abstract class JsonColumn<T> implements AttributeConverter<T, String> {
    private final TypeReference<T> type;

    JsonColumn(TypeReference<T> type) {
        this.type = type;
    }

    @Override
    public String convertToDatabaseColumn(T value) {
        try {
            return value == null ? null : EventJson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + type.getType(), e);
        }
    }

    @Override
    public T convertToEntityAttribute(String json) {
        try {
            return json == null ? null : EventJson.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read " + type.getType(), e);
        }
    }

    /** A request. */
    @Converter
    static class Request extends JsonColumn<RebuildRequested> {
        Request() {
            super(new TypeReference<>() {});
        }
    }

    /** A planned image. */
    @Converter
    static class Recipe extends JsonColumn<PlannedImage> {
        Recipe() {
            super(new TypeReference<>() {});
        }
    }

    /** A failure. */
    @Converter
    static class Failure extends JsonColumn<FailureReport> {
        Failure() {
            super(new TypeReference<>() {});
        }
    }

    /** What an image was made from. */
    @Converter
    static class Inputs extends JsonColumn<Fingerprint> {
        Inputs() {
            super(new TypeReference<>() {});
        }
    }

    /** References. */
    @Converter
    static class References extends JsonColumn<List<ImageReference>> {
        References() {
            super(new TypeReference<>() {});
        }
    }
}
