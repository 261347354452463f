package dev.imprimatur.planner.stale;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.oci.Digest;
import java.util.Locale;

/**
 * Why an image is stale.
 *
 * @param kind the kind of reason
 * @param detail what exactly, or null where the kind says it all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StaleReason(Kind kind, String detail) {

    /** The kinds of reasons. */
    public enum Kind {
        /** It was never published. */
        NEVER_BUILT,
        /** It was published before inputs were recorded. */
        INPUTS_UNKNOWN,
        /** The template is another. */
        TEMPLATE_CHANGED,
        /** The release or an argument is another: what the template is filled in with. */
        ARGS_CHANGED,
        /** The files for COPY are others. */
        CONTEXT_CHANGED,
        /** The tests are others. */
        TESTS_CHANGED,
        /** The labels are others. */
        LABELS_CHANGED,
        /** The platform is another. */
        PLATFORM_CHANGED,
        /** A base has another digest now. */
        BASE_CHANGED,
        /** A base is rebuilt in the same go. */
        BASE_REBUILT,
        /** It is to get a tag that it does not have. */
        TAGS_CHANGED;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A base is another one. */
    static StaleReason ofBase(String base, Digest now, Digest earlier) {
        return new StaleReason(Kind.BASE_CHANGED, base + " is " + shown(now) + ", it was built on " + shown(earlier));
    }

    private static String shown(Digest digest) {
        return digest == null ? "nothing" : "sha256:" + digest.abbreviated();
    }

    @Override
    public String toString() {
        return kind + (detail == null ? "" : ": " + detail);
    }
}
