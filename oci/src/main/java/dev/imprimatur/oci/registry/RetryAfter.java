package dev.imprimatur.oci.registry;

import java.time.Duration;

/** How long a service waits before another attempt where a registry asks for a pause, with {@code Retry-After}. */
public final class RetryAfter {
    /** How many of the longest pauses that a service makes by itself a registry may ask for. */
    private static final int MOST = 5;

    private RetryAfter() {}

    /**
     * The service's own pause, or the longer one that is asked for; what is asked for counts up to five times the
     * longest pause that the service makes by itself, so that one wrong answer puts nothing off for ever.
     *
     * @param own the pause that the service would make
     * @param asked what the registry asks for, zero if nothing
     * @param longest the longest pause that the service makes by itself
     */
    public static Duration pause(Duration own, Duration asked, Duration longest) {
        Duration most = longest.multipliedBy(MOST);
        Duration heard = asked.compareTo(most) > 0 ? most : asked;
        return heard.compareTo(own) > 0 ? heard : own;
    }

    /** The same for what went wrong in a registry. */
    public static Duration pause(Duration own, RegistryException failure, Duration longest) {
        return pause(own, failure.retryAfter().orElse(Duration.ZERO), longest);
    }
}
