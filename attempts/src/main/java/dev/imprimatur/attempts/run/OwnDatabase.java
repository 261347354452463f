package dev.imprimatur.attempts.run;

import dev.imprimatur.messaging.PassingTrouble;
import dev.imprimatur.messaging.UntilStored;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.oci.BackOff;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/**
 * Hands work back when its attempt ended because the service's own database failed, or its own key could not be read:
 * that says nothing about the work, so the attempt counts for nothing, however often it happens. A statement that the
 * database refuses for good is a mistake of the program, and no such failure.
 */
public final class OwnDatabase {
    private static final Logger LOG = Logger.getLogger(OwnDatabase.class);
    private static final BackOff PAUSES = new BackOff(Duration.ofMillis(500), Duration.ofMinutes(1));

    private OwnDatabase() {}

    /**
     * Hands work back whose attempt ended so.
     *
     * @param work what it is, for the log
     * @param thrown what ended the attempt
     * @param handBack ends the attempt so that it counts for nothing, and says how many in a row have ended so; may run
     *     more than once
     * @throws RuntimeException what was thrown, if neither is to blame
     */
    public static Next handedBack(String work, RuntimeException thrown, IntSupplier handBack) {
        if (PassingTrouble.find(thrown).isEmpty()) {
            throw thrown;
        }
        return handedBack(work, thrown.getMessage(), handBack);
    }

    /** The same where it is known that the attempt ended so. */
    public static Next handedBack(String work, String why, IntSupplier handBack) {
        int inARow = UntilStored.stored(handBack::getAsInt);
        Duration pause = PAUSES.spreadAfter(Math.max(1, inARow));
        LOG.warnf("%s is handed back, and goes on in %.1f s: %s", work, pause.toMillis() / 1000.0, why);
        return Next.again(pause);
    }
}
