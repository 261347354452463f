package dev.imprimatur.planner.feed;

import java.net.URI;

/** A feed's site gave no answer, or said that it cannot now: later it may. */
public final class FeedAwayException extends FeedException {
    private static final long serialVersionUID = 1;

    private final URI site;

    /**
     * With what is wrong.
     *
     * @param site the address that was asked
     */
    public FeedAwayException(String message, URI site) {
        super(message);
        this.site = site;
    }

    /** The address that was asked. */
    public URI site() {
        return site;
    }
}
