package dev.imprimatur.console.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a token counts. */
public enum TokenState {
    /** It does. */
    ACTIVE,
    /** Its time is over. */
    EXPIRED,
    /** It was taken back. */
    REVOKED;

    /** Its name, in lower case. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
