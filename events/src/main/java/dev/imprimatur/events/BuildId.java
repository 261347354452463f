package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The identity of a build: a hash over all that goes into it.
 *
 * @param value 64 hex digits
 */
public record BuildId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[a-f0-9]{64}");

    /** @throws IllegalArgumentException if the value is not 64 hex digits */
    @JsonCreator
    public BuildId {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a build's id: '" + value + "', expected 64 hex digits");
        }
    }

    /**
     * The identity of the build of this Dockerfile with this context on this platform. Base digests are part of the
     * Dockerfile's text.
     */
    public static BuildId of(String dockerfile, Digest context, String platform) {
        String inputs = dockerfile.length() + "\n" + dockerfile + "\n" + context + "\n" + platform;
        return new BuildId(Digest.of(inputs.getBytes(StandardCharsets.UTF_8)).hex());
    }

    /** The first twelve hex digits, for people. */
    public String abbreviated() {
        return value.substring(0, 12);
    }

    @Override
    public String toString() {
        return value;
    }
}
