package dev.imprimatur.renderer;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.PassingTrouble;
import org.jboss.logging.Logger;

/**
 * Exceptions that the code does not expect, most likely a mistake of the program: the work is tried again a few times
 * as if they were transient, and then fails, so that nothing waits for ever.
 */
public final class Unexpected {
    private static final Logger LOG = Logger.getLogger(Unexpected.class);
    private static final int LONGEST = 1000;

    private Unexpected() {}

    /**
     * The failure that this was; logged with where it came from.
     *
     * @param work what failed, for people
     * @throws RuntimeException that very exception if it is trouble with the database or the own key, which passes and
     *     is waited for
     */
    public static FailureReport report(String work, Throwable thrown) {
        if (thrown instanceof RuntimeException passing
                && PassingTrouble.find(thrown).isPresent()) {
            throw passing;
        }
        LOG.errorf(thrown, "%s failed unexpectedly", work);
        String what = thrown.toString();
        return FailureReport.of(
                "unexpected",
                true,
                work + " failed unexpectedly: "
                        + (what.length() > LONGEST ? what.substring(0, LONGEST) + "…" : what)
                        + "; the renderer's log says where");
    }
}
