package dev.imprimatur.planner.render;

/** A value is not allowed in a Dockerfile. */
final class BadValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;

    /** With the line of the template that uses it. */
    BadValueException(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
