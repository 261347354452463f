package dev.imprimatur.planner.feed;

/** A feed gives no releases to plan with; the message says why, and what to do. */
public class FeedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public FeedException(String message) {
        super(message);
    }
}
