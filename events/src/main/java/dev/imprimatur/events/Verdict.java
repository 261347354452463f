package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a digest may be published. */
public enum Verdict {
    /** Every test passed on exactly this digest. */
    APPROVED,
    /** Some test did not pass, or could not be run. */
    REJECTED;

    /** Reads the text form, lower case. */
    @JsonCreator
    public static Verdict parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
