package dev.imprimatur.messaging.outbox;

/** An event is larger than any topic takes: it is not sent, and nothing of its transaction is done. */
public class EventTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the event, its size, and the most that it may have. */
    public EventTooLargeException(String message) {
        super(message);
    }
}
