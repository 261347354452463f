package dev.imprimatur.console.answer;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A blocked digest, as the publisher describes it.
 *
 * @param digest which
 * @param image the image that it was, or null
 * @param reason why, or null
 * @param blockedBy who blocked it, or null
 * @param blockedAt when
 */
public record Blocked(
        String digest,
        @Schema(nullable = true) String image,
        @Schema(nullable = true) String reason,
        @Schema(nullable = true) String blockedBy,
        Instant blockedAt) {}
