package dev.imprimatur.console.rebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.RebuildCompleted;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Keeps the counts of a rebuild's end as the JSON that the event has. */
@Converter
class CountsText implements AttributeConverter<RebuildCompleted.Counts, String> {
    @Override
    public String convertToDatabaseColumn(RebuildCompleted.Counts counts) {
        try {
            return counts == null ? null : EventJson.MAPPER.writeValueAsString(counts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write counts as JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public RebuildCompleted.Counts convertToEntityAttribute(String json) {
        try {
            return json == null ? null : EventJson.MAPPER.readValue(json, RebuildCompleted.Counts.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read counts: " + e.getMessage(), e);
        }
    }
}
