package dev.imprimatur.console.answer;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A tag that differs, as the publisher describes it.
 *
 * @param reference its full reference
 * @param expected the digest that it was published as
 * @param found the digest that it has, or null if it is missing
 * @param seenAt when that was first seen
 */
public record Moved(
        String reference,
        String expected,
        @Schema(nullable = true) String found,
        Instant seenAt) {}
