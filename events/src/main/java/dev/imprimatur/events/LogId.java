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

    /** A service that keeps the logs of its stage. */
    public enum Keeper {
        /** Keeps those of builds. */
        BUILDER('b', Stage.BUILD),
        /** Keeps those of tests. */
        TESTER('t', Stage.TEST),
        /** Keeps those of publications. */
        PUBLISHER('p', Stage.PUBLISH);

        private final char letter;
        private final Stage stage;

        Keeper(char letter, Stage stage) {
            this.letter = letter;
            this.stage = stage;
        }

        /** The stage whose logs it keeps. */
        public Stage stage() {
            return stage;
        }
    }

    /** @throws IllegalArgumentException if the value has another form */
    public LogId {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not a log's id: '" + value + "', expected b-, t- or p- and 20 hex digits");
        }
    }

    /** The log that this service keeps of this image in this rebuild. */
    public static LogId of(Keeper keeper, RebuildId rebuild, ImageKey image) {
        return of(keeper, rebuild + "/" + image);
    }

    /** The log that this service keeps of what it calls so. */
    public static LogId of(Keeper keeper, String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
        return new LogId(keeper.letter + "-" + Digest.of(bytes).hex().substring(0, 20));
    }

    /** The service that keeps it. */
    public Keeper keeper() {
        return switch (value.charAt(0)) {
            case 'b' -> Keeper.BUILDER;
            case 't' -> Keeper.TESTER;
            default -> Keeper.PUBLISHER;
        };
    }

    @Override
    public String toString() {
        return value;
    }
}
