package dev.imprimatur.planner.alias;

/** Two images claim one tag. */
public class TagCollisionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TagCollisionException(String message) {
        super(message);
    }
}
