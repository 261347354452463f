package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a rebuild is refused for unless its request allows it. */
public enum Allowance {
    /** A tag goes to a lower version than the one that it names now. */
    BACKWARD,
    /** A tag goes to an image of another family or variant than the one that it names now. */
    TAKEOVER,
    /** A moving tag that was published belongs to no image of the plan any more. */
    VANISH;

    /** @throws IllegalArgumentException if there is no such allowance */
    @JsonCreator
    public static Allowance parse(String text) {
        for (Allowance allowance : values()) {
            if (allowance.toString().equals(text)) {
                return allowance;
            }
        }
        throw new IllegalArgumentException("'" + text + "' cannot be allowed, expected backward, takeover or vanish");
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
