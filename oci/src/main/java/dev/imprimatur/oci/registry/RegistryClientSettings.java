package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.BackOff;
import java.time.Duration;

/**
 * How patient a {@link RegistryClient} is.
 *
 * @param attempts how often a request is tried, at least once
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long an answer may take, and how long a blob's transfer may stand still
 * @param slowestTransfer how many bytes a second a blob's transfer has to make on average; its time-out is this plus
 *     the request's, a day at most
 * @param firstPause how long to wait before the second attempt; each further pause doubles, with jitter
 * @param longestPause the longest pause; a registry that asks for more with {@code Retry-After} ends the attempts
 */
public record RegistryClientSettings(
        int attempts,
        Duration connectTimeout,
        Duration requestTimeout,
        long slowestTransfer,
        Duration firstPause,
        Duration longestPause) {
    private static final long LONGEST_TRANSFER = Duration.ofDays(1).toSeconds();

    /** @throws IllegalArgumentException if a value is not positive */
    public RegistryClientSettings {
        if (attempts < 1
                || slowestTransfer < 1
                || !connectTimeout.isPositive()
                || !requestTimeout.isPositive()
                || !firstPause.isPositive()
                || !longestPause.isPositive()) {
            throw new IllegalArgumentException("every setting of a registry client has to be positive");
        }
    }

    /** Four attempts within some seconds: what passes is waited for, an outage is left to the caller. */
    public static RegistryClientSettings defaults() {
        return new RegistryClientSettings(
                4,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                1_000_000,
                Duration.ofMillis(200),
                Duration.ofSeconds(15));
    }

    /** The time-out of a request that carries so many bytes. */
    Duration timeoutFor(long bytes) {
        return requestTimeout.plusSeconds(Math.min(bytes / slowestTransfer, LONGEST_TRANSFER));
    }

    /** How long to wait after the attempt of this number, counted from 1: half of it fixed, half of it random. */
    Duration pauseAfter(int attempt) {
        return new BackOff(firstPause, longestPause).spreadAfter(attempt);
    }
}
