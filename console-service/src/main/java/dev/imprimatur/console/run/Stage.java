package dev.imprimatur.console.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far an image is in a rebuild; the order is the way it goes. */
public enum Stage {
    /** Its Dockerfile is there. */
    RENDERED,
    /** It is built and staged. */
    BUILT,
    /** Its digest is approved. */
    TESTED,
    /** Its tags point to the approved digest. */
    PUBLISHED,
    /** It will not be published by this rebuild. */
    FAILED;

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
