package dev.imprimatur.console.page.source;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a service told last.
 *
 * @param answer its answer; an empty list if it never answered
 * @param trouble why it does not tell now, or null
 */
public record Told(JsonNode answer, String trouble) {

    /** Whether it does not tell now. */
    public boolean away() {
        return trouble != null;
    }
}
