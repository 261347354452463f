package dev.imprimatur.console.webhook;

import java.time.Duration;

/** What an endpoint made of a delivery. */
sealed interface Reply {
    /** For people. */
    String text();

    /** It took it. */
    record Taken(String text) implements Reply {}

    /** It wants nothing any more. */
    record Gone(String text) implements Reply {}

    /** It did not answer. */
    record Silent(String text) implements Reply {}

    /**
     * It did not take it this time.
     *
     * @param pause how long it wants to be left alone
     */
    record Refused(String text, Duration pause) implements Reply {}
}
