package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.worker.MadeAttempt;
import dev.imprimatur.console.worker.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What of a rebuild ran where and when, drawn with attributes only: a lane a builder or tester, a bar a try.
 *
 * @param lanes builders first
 * @param tries the same, the first one first
 * @param from when the first one began, or null if there is none
 * @param to when the last one ended, or null
 */
public record Lanes(List<Lane> lanes, List<MadeAttempt> tries, Instant from, Instant to) {
    /** A name and a row of bars below it. */
    private static final int HEIGHT = 36;

    private static final int NAME = 12;
    private static final int BARS = 17;
    private static final double NARROWEST = 0.3;

    /**
     * What one of them did.
     *
     * @param name its name, with what it does
     * @param nameY where its name stands
     * @param barsY where its bars stand
     * @param bars its tries
     */
    public record Lane(String name, int nameY, int barsY, List<Try> bars) {}

    /**
     * A try.
     *
     * @param colour the class of its colour
     * @param x where it begins, in percent
     * @param width how long it took, in percent
     * @param title what it was, in words
     */
    public record Try(String colour, String x, String width, String title) {}

    static Lanes of(List<MadeAttempt> tries) {
        if (tries.isEmpty()) {
            return new Lanes(List.of(), tries, null, null);
        }
        Instant from = tries.getFirst().startedAt;
        Instant to = tries.stream()
                .map(MadeAttempt::endedAt)
                .max(Comparator.naturalOrder())
                .orElse(from);
        double whole = Math.max(1, Duration.between(from, to).toMillis());
        Map<String, List<MadeAttempt>> byName =
                tries.stream().collect(Collectors.groupingBy(Lanes::name, TreeMap::new, Collectors.toList()));
        List<Lane> lanes = new ArrayList<>();
        byName.forEach((name, its) -> lanes.add(new Lane(
                name,
                lanes.size() * HEIGHT + NAME,
                lanes.size() * HEIGHT + BARS,
                its.stream().map(each -> bar(each, from, whole)).toList())));
        return new Lanes(lanes, tries, from, to);
    }

    private static String name(MadeAttempt attempt) {
        return (attempt.stage.equals("build") ? "builder " : "tester ")
                + (attempt.worker == null ? "without a name" : attempt.worker);
    }

    private static Try bar(MadeAttempt attempt, Instant from, double whole) {
        double x = 100 * Duration.between(from, attempt.startedAt).toMillis() / whole;
        double width = Math.max(NARROWEST, 100 * attempt.tookMs / whole);
        return new Try(
                colour(attempt.result()),
                percent(Math.min(x, 100 - NARROWEST)),
                percent(width),
                attempt.image + ", try " + attempt.number + " of the " + attempt.stage + ", "
                        + Times.words(attempt.took()) + (attempt.kind == null ? "" : ", " + attempt.kind));
    }

    private static String colour(Result result) {
        return switch (result) {
            case PASSED -> "g-ok";
            case CHANCE, FAILED -> "g-fail";
            case STOPPED -> "g-gone";
        };
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }

    /** How high all of it is. */
    public int height() {
        return lanes.size() * HEIGHT;
    }

    /** From when to when, in words. */
    public String words() {
        return Times.clock(from) + " to " + Times.clock(to) + ", " + Times.words(Duration.between(from, to));
    }
}
