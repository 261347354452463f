package dev.imprimatur.oci.registry;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Tries again what can succeed on another attempt, after growing pauses, or after the one that the registry asks for.
 */
record Retry(RegistryClientSettings settings) {

    <T> T call(Supplier<T> exchange) {
        for (int attempt = 1; ; attempt++) {
            try {
                return exchange.get();
            } catch (RegistryException e) {
                Duration pause = pause(e, attempt);
                boolean interrupted = e.kind() == RegistryException.Kind.INTERRUPTED;
                boolean tooLong = pause.compareTo(settings.longestPause()) > 0;
                if (!e.temporary() || interrupted || tooLong || attempt >= settings.attempts()) {
                    throw e;
                }
                pause(pause, e);
            }
        }
    }

    private Duration pause(RegistryException e, int attempt) {
        Duration own = settings.pauseAfter(attempt);
        Duration asked = e.retryAfter().orElse(own);
        return asked.compareTo(own) > 0 ? asked : own;
    }

    private static void pause(Duration pause, RegistryException why) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }
}
