package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names one rebuild, from its request to its end.
 *
 * @param value up to 64 letters, digits, '.', '_' and '-'
 */
public record RebuildId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

    /** @throws IllegalArgumentException if the value has another form */
    @JsonCreator
    public RebuildId {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not a rebuild's id: '" + value + "', expected up to 64 letters, digits, '.', '_' or '-'");
        }
    }

    /** The id of a rebuild whose requester gave none: the same for each delivery of the same event. */
    public static RebuildId ofEvent(String eventId) {
        return new RebuildId(
                "r-" + Digest.of(eventId.getBytes(StandardCharsets.UTF_8)).abbreviated());
    }

    @Override
    public String toString() {
        return value;
    }
}
