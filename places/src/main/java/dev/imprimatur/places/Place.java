package dev.imprimatur.places;

import java.util.Optional;

/**
 * Something outside that work needs. A bean of this type is one that all of the service's work needs: while it is sick,
 * the service takes none.
 */
public interface Place {

    /** What people call it, such as {@code registry localhost:5001}; two with one name are one place. */
    String name();

    /** What it is a part of; if {@link Breakers#SEVERAL} parts are sick, all count as sick. By itself it is no part. */
    default String whole() {
        return name();
    }

    /**
     * At every how many check intervals it is asked whether it is well again, if not all of the service's work needs
     * it: a stranger's site is asked more seldom than the installation's own.
     */
    default int intervals() {
        return 1;
    }

    /** Asks it, and waits for its answer: why it cannot be worked with now, or nothing if it can. Never throws. */
    Optional<String> trouble();
}
