package dev.imprimatur.events;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a command of a family's Dockerfile or tests may run and print nothing, where the catalogue says so. It
 * travels as a label of the Dockerfile, in seconds: so it is signed with the rest, and services that do not know it are
 * not in its way.
 */
public final class AllowedSilence {
    /** The label of an image that says for how many seconds a command in it may print nothing. */
    public static final String LABEL = "dev.imprimatur.silence";

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4})([smh])");
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern IN_DOCKERFILE = Pattern.compile(Pattern.quote(LABEL) + "=\"([1-9][0-9]{0,8})\"");

    private AllowedSilence() {}

    /**
     * What a person writes: {@code 90s}, {@code 20m} or {@code 1h}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "silence '" + text + "': expected a time above zero with its unit, such as 90s, 20m or 1h");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** The label's value. */
    public static String value(Duration silence) {
        return Long.toString(silence.toSeconds());
    }

    /** What a rendered Dockerfile says; the last stage counts. */
    public static Optional<Duration> of(String dockerfile) {
        return IN_DOCKERFILE
                .matcher(dockerfile)
                .results()
                .reduce((one, later) -> later)
                .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))));
    }

    /** What an image's labels say. It has them from its base too. */
    public static Optional<Duration> of(Map<String, String> labels) {
        return Optional.ofNullable(labels.get(LABEL))
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }
}
