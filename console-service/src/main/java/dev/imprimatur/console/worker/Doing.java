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
 * @param silentSince since when the command that runs has printed nothing, or null; its log may grow meanwhile, since
 *     that says so now and then
 */
public record Doing(
        String image,
        String rebuildId,
        int attempt,
        Instant startedAt,
        Instant lastLineAt,
        String log,
        Instant silentSince) {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Whether it has printed nothing for so long that one may wonder. */
    boolean silent(Instant now) {
        return silentSince != null || lastLineAt != null && lastLineAt.isBefore(now.minus(LONG));
    }
}
