package dev.imprimatur.planner.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.imprimatur.events.ImageKey;

/**
 * An image that a planned image is built from: exactly one of the two.
 *
 * @param upstream an image from outside, {@code debian:bookworm}
 * @param image an image of the same plan
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Base(String upstream, ImageKey image) {
    @Override
    public String toString() {
        return image == null ? upstream : image.toString();
    }
}
