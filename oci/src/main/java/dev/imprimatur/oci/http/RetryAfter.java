package dev.imprimatur.oci.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The pause that an HTTP server asks for with {@code Retry-After}, and how much of it counts. */
public final class RetryAfter {
    /** What a number of seconds counts as that is too long to be meant, some thirty years. */
    private static final Duration LONGEST = Duration.ofSeconds(999_999_999);

    private static final int LONGEST_DIGITS = 9;

    /** How many of the longest pauses that a service makes by itself a server may ask for. */
    private static final int MOST = 5;

    private RetryAfter() {}

    /**
     * Reads the header in both forms of RFC 9110: seconds, or the date until which to wait.
     *
     * @param value the header's value
     * @param from the time from which a date counts; one that is over asks for no pause
     * @return the pause, or nothing if it is neither form
     */
    public static Optional<Duration> parse(String value, Instant from) {
        String text = value.strip();
        if (text.matches("[0-9]+")) {
            return Optional.of(text.length() > LONGEST_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            return Optional.of(until.isAfter(from) ? Duration.between(from, until) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The service's own pause, or the longer one that is asked for; what is asked for counts up to five times the
     * longest pause that the service makes by itself, so that one wrong answer puts nothing off for ever.
     *
     * @param own the pause that the service would make
     * @param asked what the server asks for, zero if nothing
     * @param longest the longest pause that the service makes by itself
     */
    public static Duration pause(Duration own, Duration asked, Duration longest) {
        Duration most = longest.multipliedBy(MOST);
        Duration heard = asked.compareTo(most) > 0 ? most : asked;
        return heard.compareTo(own) > 0 ? heard : own;
    }
}
