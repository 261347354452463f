package dev.imprimatur.messaging.work;

import java.time.Duration;

/** What is to become of a piece of work after it ran. */
public sealed interface Next {
    /** It is done. */
    record Done() implements Next {}

    /**
     * It is to run again.
     *
     * @param delay how long to wait before
     */
    record Again(Duration delay) implements Next {}

    /** It is done. */
    static Next done() {
        return new Done();
    }

    /** It is to run again after this delay. */
    static Next again(Duration delay) {
        return new Again(delay);
    }
}
