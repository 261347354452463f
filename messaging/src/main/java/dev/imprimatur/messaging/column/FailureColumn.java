package dev.imprimatur.messaging.column;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.FailureReport;
import jakarta.persistence.Converter;

/** Why something failed. */
@Converter
public class FailureColumn extends JsonColumn<FailureReport> {
    /** The column. */
    public FailureColumn() {
        super(new TypeReference<>() {});
    }
}
