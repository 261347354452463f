package dev.imprimatur.console.worker;

import java.time.Duration;
import java.time.Instant;

/**
 * What a worker is doing.
 *
 * @param image the image
 * @param rebuildId in which rebuild
 * @param attempt which try it is
 * @param startedAt since when
 * @param lastLineAt when its log grew last, or null if that is not known
 * @param log its log
 */
public record Doing(String image, String rebuildId, int attempt, Instant startedAt, Instant lastLineAt, String log) {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Whether its log has not grown for so long that one may wonder. */
    boolean silent(Instant now) {
        return lastLineAt != null && lastLineAt.isBefore(now.minus(LONG));
    }
}
