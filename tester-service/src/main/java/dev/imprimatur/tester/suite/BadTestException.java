package dev.imprimatur.tester.suite;

/** A test is none, before any of it ran; the message names the test, the place, and what was expected. */
class BadTestException extends Exception {
    private static final long serialVersionUID = 1;

    BadTestException(String message) {
        super(message);
    }
}
