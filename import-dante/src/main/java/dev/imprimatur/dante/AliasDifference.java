package dev.imprimatur.dante;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.oci.Tag;

/**
 * A tag for which an inventory and the rules of a catalogue disagree, or on which the rules have no say.
 *
 * @param kind in what way
 * @param file the inventory
 * @param line where it states the tag, or the image that the rules would give it to
 * @param tag the tag
 * @param stated the image that the inventory gives it to, or null
 * @param byRules the image that the rules would give it to, or null
 */
public record AliasDifference(Kind kind, String file, int line, Tag tag, Tag stated, Tag byRules) {

    /** In what way an inventory and the rules differ. */
    public enum Kind {
        /** The inventory gives the tag to another image than the rules would. */
        OTHER_IMAGE("other-image"),
        /** The rules would set a tag that the inventory does not state. */
        NOT_STATED("not-stated"),
        /** The tag looks like a version, but no rule gives it to any image. */
        NOT_BY_RULE("not-by-rule"),
        /**
         * The tag is a name, about which the rules {@code major}, {@code major.minor} and {@code latest} say nothing.
         */
        NAME("name");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        @JsonValue
        public String toString() {
            return word;
        }
    }
}
