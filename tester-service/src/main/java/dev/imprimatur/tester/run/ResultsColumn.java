package dev.imprimatur.tester.run;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.messaging.column.JsonColumn;
import jakarta.persistence.Converter;
import java.util.List;

/** What each test said. */
@Converter
class ResultsColumn extends JsonColumn<List<TestResult>> {
    ResultsColumn() {
        super(new TypeReference<>() {});
    }
}
