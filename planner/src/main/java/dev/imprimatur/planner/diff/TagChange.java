package dev.imprimatur.planner.diff;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import java.util.Locale;

/**
 * What becomes of one tag.
 *
 * @param tag the tag
 * @param kind what becomes of it
 * @param from the image that it names now, or null
 * @param to the image that it is to name, or null
 * @param needs what a request has to allow for it, or null if nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TagChange(Tag tag, Kind kind, ImageKey from, ImageKey to, Allowance needs) {

    /** What can become of a tag. */
    public enum Kind {
        /** It is set for the first time. */
        NEW,
        /** It goes to another image. */
        MOVED,
        /** It goes to an image of a lower version. */
        BACKWARD,
        /** It goes to an image of another family or variant. */
        TAKEOVER,
        /** No image of the plan has it; it is kept where it is. */
        VANISHED,
        /** It stays with its image. */
        UNCHANGED;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The family whose plan brings it about. */
    public String family() {
        return (to == null ? from : to).family();
    }

    @Override
    public String toString() {
        return switch (kind) {
            case NEW -> tag + " is new, for " + to;
            case MOVED -> tag + " moves from " + from + " to " + to;
            case BACKWARD -> tag + " would move backward from " + from + " to " + to;
            case TAKEOVER -> tag + " would be taken over by " + to + " from " + from;
            case VANISHED -> tag + " would vanish: it names " + from + ", and no image of the plan has it";
            case UNCHANGED -> tag + " stays with " + to;
        };
    }
}
