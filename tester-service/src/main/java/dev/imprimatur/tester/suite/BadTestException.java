package dev.imprimatur.tester.suite;

/**
 * A test is written wrongly, which shows before any of it runs; the message names the test, the place, and what was
 * expected.
 */
class BadTestException extends Exception {
    private static final long serialVersionUID = 1;

    BadTestException(String message) {
        super(message);
    }
}
