package dev.imprimatur.console.rebuild;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.events.RebuildCompleted;
import java.util.Locale;

/** How far a rebuild is. */
public enum RebuildState {
    /** It was requested. */
    REQUESTED,
    /** At least one of its images is on its way. */
    RUNNING,
    /** Every planned image was published, or is unchanged. */
    SUCCEEDED,
    /** It ended, and at least one image failed. */
    FAILED,
    /** It was cancelled. */
    CANCELLED,
    /** It ended, none failed, but at least one image was left to a newer rebuild. */
    SUPERSEDED;

    /** Whether it ended. */
    public boolean ended() {
        return this != REQUESTED && this != RUNNING;
    }

    /** The state of a rebuild with this outcome. */
    static RebuildState of(RebuildCompleted.Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> SUCCEEDED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
            case SUPERSEDED -> SUPERSEDED;
        };
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
