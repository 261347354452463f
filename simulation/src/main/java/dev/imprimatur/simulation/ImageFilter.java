package dev.imprimatur.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Which images are to be listed, as Docker's API says it: those without a tag, or with labels, or all of them. */
final class ImageFilter {
    private final JsonNode filters;

    /** In JSON, or null for all images. */
    ImageFilter(String filters) {
        try {
            this.filters = SimulatedImage.JSON.readTree(filters == null ? "{}" : filters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean takes(SimulatedImage image) {
        return values("dangling", value -> Boolean.parseBoolean(value) == image.tags.isEmpty())
                && values("label", value -> has(image.labels, value));
    }

    private static boolean has(Map<String, String> labels, String wanted) {
        String[] parts = wanted.split("=", 2);
        return parts.length == 1 ? labels.containsKey(parts[0]) : parts[1].equals(labels.get(parts[0]));
    }

    /** Values are an array, or the names of an object. */
    private boolean values(String name, Predicate<String> holds) {
        JsonNode values = filters.path(name);
        return values.isObject()
                ? StreamSupport.stream(((Iterable<String>) values::fieldNames).spliterator(), false)
                        .allMatch(holds)
                : StreamSupport.stream(values.spliterator(), false)
                        .map(JsonNode::asText)
                        .allMatch(holds);
    }
}
