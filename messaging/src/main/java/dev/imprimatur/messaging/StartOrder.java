package dev.imprimatur.messaging;

/** In which order parts of a service start, the lowest number first. What has no number starts after all of these. */
public final class StartOrder {
    /** Settings are checked, and the database's time is read. */
    public static final int SETTINGS = 1;

    /** Keys are read. */
    public static final int KEYS = 2;

    /** What must be there before the outbox sends: a restored database learns what it does not know of publications. */
    public static final int BEFORE_ANY_EVENT = 90;

    /** The outbox's producer connects. */
    public static final int PRODUCER = 99;

    /** The outbox sends, and dead letters are kept. */
    public static final int OUTBOX = 100;

    /** What no work may begin without. */
    public static final int BEFORE_ANY_WORK = 195;

    /**
     * A restored database learns what it does not know, before work that it knows is taken and an event is consumed.
     */
    public static final int RECALL = 197;

    /** The work queue takes work. */
    public static final int QUEUE = 200;

    /** Places are watched: work that needs a sick one waits. */
    public static final int PLACES = 201;

    /** Work that has waited for long moves forward. */
    public static final int AGEING = 210;

    /** What runs by the clock begins: the queue takes its work by now. */
    public static final int SCHEDULES = 300;

    private StartOrder() {}
}
