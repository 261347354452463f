package dev.imprimatur.console.rollback;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a rollback is. */
public enum RollbackState {
    /** It was requested. */
    REQUESTED,
    /** Every tag of the image points to the earlier revision. */
    SUCCEEDED,
    /** No tag was moved. */
    FAILED;

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
