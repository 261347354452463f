package dev.imprimatur.cli.verify;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What came of one artifact beside the image.
 *
 * @param artifact the digest of its manifest
 * @param predicateType what it is about, a URI; of a log its media type; of what is not believed as its annotation
 *     says, or null
 * @param outcome whether it is believed
 * @param key the id of the key that signed it, or null
 * @param time when it was signed, as the signer says, or null
 * @param says what it says, in short, or why it is not believed
 * @param tags the tags that a verdict approved, or that name the image since, {@code repository:tag}; else empty
 * @param naming what it says of tags, and where in the order of publications; empty for what says nothing of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
record Finding(
        String artifact,
        String predicateType,
        Outcome outcome,
        String key,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant time,
        String says,
        List<String> tags,
        @JsonIgnore List<Naming> naming) {

    /** The same, in other words. */
    Finding saying(String text) {
        return FindingBuilder.builder(this).says(text).build();
    }

    /** Whether an artifact is believed. */
    enum Outcome {
        /** Signed by a trusted key, about this image, and it speaks for it. */
        VERIFIED,
        /** Said in the name of a trusted key, but not to be believed, or it speaks against the image. */
        REFUSED,
        /** From a signer who is not trusted, or of another kind. */
        IGNORED;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
