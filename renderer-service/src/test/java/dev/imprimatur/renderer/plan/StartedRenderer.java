package dev.imprimatur.renderer.plan;

/** A renderer that starts while another one has the row of the look at what is stale. */
public final class StartedRenderer {
    private StartedRenderer() {}

    /** Does what its start does for that. */
    public static void start(StaleCheck check) {
        check.start(null);
    }

    /** Does what it does from time to time for that. */
    public static void goOn(StaleCheck check) {
        check.keep();
    }
}
