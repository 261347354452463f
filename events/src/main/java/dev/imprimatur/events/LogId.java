package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names the log of one image's stage in one rebuild. It follows from the three, so that it is known before the stage
 * begins.
 *
 * @param value the stage's letter, a hyphen and 20 hex digits
 */
public record LogId(String value) {
    private static final Pattern FORM = Pattern.compile("[btp]-[a-f0-9]{20}");

    /** A stage that keeps logs. */
    public enum Stage {
        /** The builder's. */
        BUILD('b'),
        /** The tester's. */
        TEST('t'),
        /** The publisher's. */
        PUBLISH('p');

        private final char letter;

        Stage(char letter) {
            this.letter = letter;
        }
    }

    /** @throws IllegalArgumentException if the value has another form */
    public LogId {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not a log's id: '" + value + "', expected b-, t- or p- and 20 hex digits");
        }
    }

    /** The log of this stage of this image in this rebuild. */
    public static LogId of(Stage stage, RebuildId rebuild, ImageKey image) {
        return of(stage, rebuild + "/" + image);
    }

    /** The log of this stage of what the stage calls so. */
    public static LogId of(Stage stage, String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
        return new LogId(stage.letter + "-" + Digest.of(bytes).hex().substring(0, 20));
    }

    /** Whose log it is. */
    public Stage stage() {
        return switch (value.charAt(0)) {
            case 'b' -> Stage.BUILD;
            case 't' -> Stage.TEST;
            default -> Stage.PUBLISH;
        };
    }

    @Override
    public String toString() {
        return value;
    }
}
