package dev.imprimatur.console.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.FailureReport;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Keeps a failure as JSON text. Not jsonb: a command's output may hold what that refuses, a NUL for example. */
@Converter
public class FailureText implements AttributeConverter<FailureReport, String> {

    @Override
    public String convertToDatabaseColumn(FailureReport failure) {
        try {
            return failure == null ? null : EventJson.MAPPER.writeValueAsString(failure);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a failure as JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public FailureReport convertToEntityAttribute(String json) {
        try {
            return json == null ? null : EventJson.MAPPER.readValue(json, FailureReport.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept failure is no failure: " + e.getMessage(), e);
        }
    }
}
