package dev.imprimatur.messaging.outbox;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;

/** An event is larger than any topic takes, and is not sent. */
public class EventTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the event, its size, and the most that it may have. */
    public EventTooLargeException(String message) {
        super(message);
    }

    /** As the failure of what was to be reported. */
    public FailureReport report() {
        return FailureReport.of(FailureKinds.EVENT_TOO_LARGE, false, getMessage());
    }
}
