package dev.imprimatur.planner.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The form of an instruction's words that is a list in JSON. */
final class JsonWords {
    private static final JsonMapper JSON = new JsonMapper();

    private JsonWords() {}

    /** The words, of which each may be null, if the text is a list of texts. */
    static Optional<List<String>> of(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Arrays.asList(JSON.readValue(text, String[].class)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
