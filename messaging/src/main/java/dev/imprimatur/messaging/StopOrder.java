package dev.imprimatur.messaging;

/** In which order parts of a service stop, the lowest number first. What has no number stops after all of these. */
public final class StopOrder {
    /** Places are no longer watched, and the queue takes no work. */
    public static final int PLACES = 40;

    /** Attempts that go on learn that they are to end. */
    public static final int ATTEMPTS = 50;

    /** The queue waits for its work, and then interrupts it. */
    public static final int QUEUE = 100;

    private StopOrder() {}
}
