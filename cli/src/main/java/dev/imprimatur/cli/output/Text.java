package dev.imprimatur.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Digests, references and times as people read them. */
public final class Text {
    private static final int DIGEST = "sha256:".length() + 12;

    private Text() {}

    /** The first twelve digits of a digest; null stays empty. */
    public static String digest(String digest) {
        return digest == null ? "" : digest.length() > DIGEST ? digest.substring(0, DIGEST) : digest;
    }

    /** A full reference without its registry. */
    public static String withoutRegistry(String reference) {
        return reference.substring(reference.indexOf('/') + 1);
    }

    /** The registry of a full reference. */
    public static String registry(String reference) {
        return reference.substring(0, Math.max(0, reference.indexOf('/')));
    }

    /** A time to the second; null stays empty. */
    public static String time(Instant time) {
        return time == null ? "" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A number with its noun: 1 tag, 2 tags. */
    public static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** How long it took, empty if one end is unknown. */
    public static String between(Instant from, Instant to) {
        return from == null || to == null ? "" : duration(Duration.between(from, to));
    }

    /** Seconds up to two minutes, then minutes and hours too. */
    public static String duration(Duration duration) {
        if (duration.toSeconds() < 120) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.toHours() == 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
}
