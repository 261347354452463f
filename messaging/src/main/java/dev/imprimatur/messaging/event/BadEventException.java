package dev.imprimatur.messaging.event;

/** A message is no event that its topic may carry: it goes to the dead-letter topic with this message as the reason. */
public class BadEventException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what is wrong, naming the field. */
    public BadEventException(String message) {
        super(message);
    }
}
