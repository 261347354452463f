package dev.imprimatur.console.page.frame;

/**
 * How far the read model is behind what happened.
 *
 * @param connected whether events can come at all
 * @param events how many have happened that it does not have yet
 * @param waiting for how many seconds one of them has waited for the database
 * @param rebuilt whether it is being made again from the topics
 */
public record Lag(boolean connected, long events, long waiting, boolean rebuilt) {
    private static final int MANY = 100;
    private static final int LONG = 10;

    /** Whether it is so far behind that a page has to say so. */
    public boolean serious() {
        return !connected || rebuilt || events > MANY || waiting > LONG;
    }

    /** The same in words. */
    public String words() {
        if (!connected) {
            return "Kafka does not answer: nothing that happens now is shown";
        }
        if (rebuilt) {
            return "The read model is being made again from the topics: rebuilds and images are still missing";
        }
        if (events == 0) {
            return "Read model up to date";
        }
        String behind = "Read model " + Words.count(events, "event") + " behind";
        return waiting > LONG ? behind + ", the first one has waited for " + waiting + " s" : behind;
    }
}
