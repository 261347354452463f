package dev.imprimatur.logs.store;

import java.time.Instant;

/**
 * What is left of a log that was removed for its age.
 *
 * @param endedAt when it ended
 * @param expiredAt when it was removed
 */
public record ExpiredLog(Instant endedAt, Instant expiredAt) {}
