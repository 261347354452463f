package dev.imprimatur.console.rebuild;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.messaging.column.JsonColumn;
import jakarta.persistence.Converter;

/** The counts of a rebuild's end. */
@Converter
class CountsColumn extends JsonColumn<RebuildCompleted.Counts> {
    CountsColumn() {
        super(new TypeReference<>() {});
    }
}
