package dev.imprimatur.console.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How far an image is in a rebuild; the order is the way it goes. Answers call it its stage. */
@Schema(name = "Stage")
public enum RunState {
    /** Its Dockerfile is there. */
    RENDERED,
    /** It is built and staged. */
    BUILT,
    /** Its digest is approved. */
    TESTED,
    /** Left to a newer rebuild. */
    SUPERSEDED,
    /** Given up since the rebuild was cancelled; it may turn out that it was published all the same. */
    CANCELLED,
    /** Its tags point to the approved digest. */
    PUBLISHED,
    /** The rebuild changed nothing about it: what was published before stays. */
    UNCHANGED,
    /** It will not be published by this rebuild. */
    FAILED;

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
