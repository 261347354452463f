package dev.imprimatur.renderer.order;

/** The publisher did not say which place is the highest that it knows, or not so that it is believed. */
class UnansweredException extends Exception {
    private static final long serialVersionUID = 1;

    /** With what was wrong. */
    UnansweredException(String message) {
        super(message);
    }
}
