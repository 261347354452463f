package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a service answered last.
 *
 * @param answer its answer; an empty list if it never answered
 * @param trouble why it does not answer now, or null
 */
public record LastAnswer(JsonNode answer, String trouble) {

    /** Whether it does not answer now. */
    public boolean away() {
        return trouble != null;
    }

    /** Why the answer lacks something: it does not answer, or those did not whose answers it puts together. */
    List<String> unknown() {
        return away()
                ? List.of(trouble)
                : answer.path("silent")
                        .valueStream()
                        .map(silent -> silent.path("why").asText())
                        .toList();
    }
}
