package dev.imprimatur.messaging.deadletter;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a dead letter. */
public enum LetterState {
    /** Nothing yet. */
    WAITING,
    /** It was handled after all. */
    REDRIVEN,
    /** It is not to be handled; it can be put back as long as it is kept. */
    DROPPED;

    /** How it is called. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
