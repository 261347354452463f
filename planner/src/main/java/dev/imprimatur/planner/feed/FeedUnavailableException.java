package dev.imprimatur.planner.feed;

/** A feed does not answer, and never did: another source may take its place. */
public final class FeedUnavailableException extends FeedException {
    private static final long serialVersionUID = 1;

    /** With what is wrong. */
    public FeedUnavailableException(String message) {
        super(message);
    }
}
