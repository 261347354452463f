package dev.imprimatur.planner.feed;

import java.net.URI;

/** A feed does not answer, and never did: another source may take its place. */
public final class FeedUnavailableException extends FeedException {
    private static final long serialVersionUID = 1;

    private final URI away;

    /** With what is wrong for good. */
    public FeedUnavailableException(String message) {
        this(message, null);
    }

    /**
     * With what is wrong.
     *
     * @param away the address that may answer later, or null
     */
    public FeedUnavailableException(String message, URI away) {
        super(message);
        this.away = away;
    }

    /** The address that may answer later, or null. */
    public URI away() {
        return away;
    }
}
