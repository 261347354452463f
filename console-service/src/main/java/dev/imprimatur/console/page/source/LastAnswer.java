package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.databind.JsonNode;

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
}
