package dev.imprimatur.console.page.frame;

import dev.imprimatur.messaging.time.SharedClock;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How pages say times: relative up to a week, then as a date; durations as the command line writes them. */
@TemplateExtension
public final class Times {
    private static final DateTimeFormatter THIS_YEAR =
            DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter OTHER_YEAR =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private Times() {}

    /** How long ago that was. */
    public static String ago(Instant at) {
        return ago(at, SharedClock.now());
    }

    static String ago(Instant at, Instant now) {
        Duration age = Duration.between(at, now);
        if (age.toDays() >= 7) {
            boolean thisYear = at.atZone(ZoneOffset.UTC).getYear()
                    == now.atZone(ZoneOffset.UTC).getYear();
            return (thisYear ? THIS_YEAR : OTHER_YEAR).format(at);
        }
        return age.isNegative() || age.toSeconds() == 0 ? "now" : largest(age) + " ago";
    }

    /** The time of the day, in UTC. */
    public static String clock(Instant at) {
        return CLOCK.format(at);
    }

    /** The same with milliseconds. */
    public static String exactly(Instant at) {
        return EXACT.format(at);
    }

    /** A duration in its two largest units. */
    public static String words(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            long millis = Math.max(0, duration.toMillis());
            return millis < 10_000 ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0) : seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    private static String largest(Duration age) {
        if (age.toMinutes() < 1) {
            return age.toSeconds() + " s";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    }
}
