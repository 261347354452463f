package dev.imprimatur.renderer.preview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ServiceUnavailableException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How many previews are made at once: one goes on to its end though the client that asked for it has gone. */
@ApplicationScoped
class PreviewLimit {
    private static final int AT_ONCE = 4;

    /** Shorter than any client's patience, so that none waits here for a client that has gone. */
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final Semaphore free;
    private final Duration wait;

    PreviewLimit() {
        this(AT_ONCE, WAIT);
    }

    PreviewLimit(int atOnce, Duration wait) {
        this.free = new Semaphore(atOnce, true);
        this.wait = wait;
    }

    /**
     * What this gives, in its turn.
     *
     * @throws ServiceUnavailableException if that does not come soon
     */
    <T> T within(Supplier<T> preview) throws InterruptedException {
        if (!free.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ServiceUnavailableException(
                    "the renderer makes as many plans as it may at once; ask again in some seconds");
        }
        try {
            return preview.get();
        } finally {
            free.release();
        }
    }
}
