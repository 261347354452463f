package dev.imprimatur.console.worker;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.events.FailureKinds;
import java.util.Locale;
import java.util.Set;

/** How a try ended. */
public enum Result {
    /** It did what it was to do. */
    PASSED,
    /** It failed, and might not have: that can be the worker's fault. */
    CHANCE,
    /** It failed, and would have anywhere: that is the image's fault. */
    FAILED,
    /** It was stopped, and says nothing. */
    STOPPED;

    private static final Set<String> STOPS = Set.of(FailureKinds.CANCELLED, FailureKinds.SUPERSEDED);

    static Result of(String kind, boolean chance) {
        if (kind == null) {
            return PASSED;
        }
        return STOPS.contains(kind) ? STOPPED : chance ? CHANCE : FAILED;
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
