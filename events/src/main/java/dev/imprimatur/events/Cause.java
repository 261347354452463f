package dev.imprimatur.events;

/**
 * Why an image is not made from what it was made from when it was last published.
 *
 * @param kind {@code never-built}, {@code base-changed}, {@code template-changed}, {@code args-changed} (the release or
 *     an argument), {@code context-changed}, {@code tests-changed}, {@code labels-changed}, {@code platform-changed},
 *     {@code inputs-unknown} or {@code rolled-back}; more may come
 * @param detail what exactly, or null where the kind says it all
 */
public record Cause(String kind, String detail) {

    /** @throws IllegalArgumentException if there is no kind */
    public Cause {
        if (kind == null || kind.isBlank()) {
            throw new IllegalArgumentException("a cause needs the field kind");
        }
    }
}
