package dev.imprimatur.tester.run;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.messaging.column.JsonColumn;
import jakarta.persistence.Converter;

/** The event that asks for a test run. */
@Converter
class BuiltColumn extends JsonColumn<BuildCompleted> {
    BuiltColumn() {
        super(new TypeReference<>() {});
    }
}
