package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Waits for the provider: few requests at a time do so for longer than a moment, so that one that hangs takes no other
 * along.
 */
@ApplicationScoped
class ProviderPatience {
    /** What needs no answer of the provider's, as it has its keys, takes no longer. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final int MOST = 8;

    private final Semaphore places = new Semaphore(MOST);

    /**
     * What comes of it.
     *
     * @throws ApiException if too many wait already
     * @throws TimeoutException if it takes longer
     */
    <T> T await(Uni<T> answer, Duration longest) {
        Uni<T> once = answer.memoize().indefinitely();
        try {
            return once.await().atMost(MOMENT);
        } catch (TimeoutException e) {
            if (!places.tryAcquire()) {
                throw ApiException.busy("the OIDC provider does not answer, and " + MOST
                        + " requests wait for it already: try again later;"
                        + " tokens of the console, and who is signed in, go on");
            }
        }
        try {
            return once.await().atMost(longest);
        } finally {
            places.release();
        }
    }
}
