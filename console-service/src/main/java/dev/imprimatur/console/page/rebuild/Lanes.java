package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.page.source.RunningTries.Running;
import dev.imprimatur.console.worker.MadeAttempt;
import dev.imprimatur.console.worker.Result;
import dev.imprimatur.events.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What of a rebuild ran where and when, drawn with attributes only: a lane a builder or tester, a bar a try.
 *
 * @param lanes builders first
 * @param tries the same that ended, the first one first
 * @param running those that go on
 * @param from when the first one began, or null if there is none
 * @param to when the last one ended, or now if one goes on; or null
 */
public record Lanes(List<Lane> lanes, List<MadeAttempt> tries, List<Running> running, Instant from, Instant to) {
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

    /** Of tries that ended, and of some that went on a moment ago: which of these ended since is among the former. */
    static Lanes of(List<MadeAttempt> tries, List<Running> some, Instant now) {
        List<Running> running = some.stream()
                .filter(each -> tries.stream().noneMatch(made -> isOf(made, each)))
                .toList();
        if (tries.isEmpty() && running.isEmpty()) {
            return new Lanes(List.of(), tries, running, null, null);
        }
        Instant from = Stream.concat(
                        tries.stream().map(made -> made.startedAt),
                        running.stream().map(Running::startedAt))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant to = Stream.concat(
                        tries.stream().map(MadeAttempt::endedAt),
                        running.stream().map(each -> now))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        double whole = Math.max(1, Duration.between(from, to).toMillis());
        Map<String, List<Try>> byName = new TreeMap<>();
        tries.forEach(made -> byName.computeIfAbsent(name(made.stage, made.worker), name -> new ArrayList<>())
                .add(bar(made, from, whole)));
        running.forEach(each -> byName.computeIfAbsent(name(each.stage(), each.worker()), name -> new ArrayList<>())
                .add(bar(each, from, to, whole)));
        List<Lane> lanes = new ArrayList<>();
        byName.forEach((name, bars) ->
                lanes.add(new Lane(name, lanes.size() * HEIGHT + NAME, lanes.size() * HEIGHT + BARS, bars)));
        return new Lanes(lanes, tries, running, from, to);
    }

    private static boolean isOf(MadeAttempt made, Running running) {
        return made.stage.equals(running.stage())
                && made.image.equals(running.image())
                && made.number == running.number();
    }

    private static String name(String stage, String worker) {
        return (stage.equals(Stage.BUILD.word()) ? "builder " : "tester ")
                + (worker == null ? "without a name" : worker);
    }

    private static Try bar(MadeAttempt attempt, Instant from, double whole) {
        return bar(
                colour(attempt.result()),
                Duration.between(from, attempt.startedAt).toMillis() / whole,
                attempt.tookMs / whole,
                attempt.image + ", try " + attempt.number + " of the " + attempt.stage + ", "
                        + Times.words(attempt.took()) + (attempt.kind == null ? "" : ", " + attempt.kind));
    }

    private static Try bar(Running running, Instant from, Instant to, double whole) {
        Duration going = Duration.between(running.startedAt(), to);
        return bar(
                "g-run",
                Duration.between(from, running.startedAt()).toMillis() / whole,
                going.toMillis() / whole,
                running.image() + ", try " + running.number() + " of the " + running.stage() + ", goes on for "
                        + Times.words(going));
    }

    private static Try bar(String colour, double x, double width, String title) {
        return new Try(
                colour, percent(Math.min(100 * x, 100 - NARROWEST)), percent(Math.max(NARROWEST, 100 * width)), title);
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

    /** How long a try has gone on, in words. */
    public String going(Running running) {
        return Times.words(Duration.between(running.startedAt(), to));
    }

    /** From when to when, in words. */
    public String words() {
        return Times.clock(from) + " to " + Times.clock(to) + ", " + Times.words(Duration.between(from, to));
    }
}
