package dev.imprimatur.messaging;

import dev.imprimatur.oci.BackOff;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Stores the result of work, however long the database is away or the key that signs it cannot be read: a result that
 * is lost is work that has to be done again.
 */
public final class UntilStored {
    private static final Logger LOG = Logger.getLogger(UntilStored.class);
    private static final BackOff PAUSES = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private UntilStored() {}

    /**
     * Runs this until that is done, or the thread is interrupted.
     *
     * @param transaction may run more than once, also after a commit whose answer was lost
     * @throws RuntimeException what it throws for another reason than {@link PassingTrouble}
     */
    public static void store(Runnable transaction) {
        stored(() -> {
            transaction.run();
            return null;
        });
    }

    /**
     * The same for what has an answer.
     *
     * @param transaction may run more than once, also after a commit whose answer was lost
     * @throws RuntimeException what it throws for another reason than {@link PassingTrouble}
     */
    public static <T> T stored(Supplier<T> transaction) {
        for (int tries = 1; ; tries++) {
            try {
                return transaction.get();
            } catch (RuntimeException e) {
                if (PassingTrouble.find(e).isEmpty() || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                if (tries == 1) {
                    LOG.warnf(
                            "a result waits until it can be signed and stored: %s",
                            PassingTrouble.find(e).get().getMessage());
                }
                LockSupport.parkNanos(PAUSES.after(tries).toNanos());
            }
        }
    }
}
