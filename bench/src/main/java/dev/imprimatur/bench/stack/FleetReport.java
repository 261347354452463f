package dev.imprimatur.bench.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What several rounds showed.
 *
 * @param runs of all ways, in the order in which they ran
 */
record FleetReport(List<FleetRun> runs) {
    /** The middle of these, or the mean of both middles. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** From the least to the most of these. */
    static double spread(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow()
                - values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** How many times faster a way is than another one, by medians. */
    double ratio(String way, String other) {
        return median(seconds(other)) / median(seconds(way));
    }

    /** As a table. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (String way : ways()) {
            List<Double> seconds = seconds(way);
            text.append(line(
                    "%s: %s s; median %.1f s, spread %.1f s",
                    way, formatted(seconds), median(seconds), spread(seconds)));
            text.append(part("where the time went", medians(way, FleetRun::phases)));
            text.append(
                    part("summed over images, which are worked on beside each other", medians(way, FleetRun::work)));
            text.append(part("processor time", medians(way, FleetRun::processor)));
            text.append(System.lineSeparator());
        }
        for (String way : ways()) {
            for (String other : ways()) {
                if (ours(way) && !ours(other)) {
                    text.append(line("%s is %.2f times as fast as: %s", way, ratio(way, other), other));
                }
            }
        }
        return text + line("goals: 2 times as fast as %s, with BuildKit 3 times", FleetScript.NAME);
    }

    private static boolean ours(String way) {
        return way.startsWith(FleetPipeline.NAME);
    }

    /** For JSON: each run, the medians, and how many times as fast as the script a way is. */
    Map<String, Object> values() {
        Map<String, Object> ways = new LinkedHashMap<>();
        for (String way : ways()) {
            ways.put(
                    way,
                    Map.of(
                            "seconds", seconds(way),
                            "median", median(seconds(way)),
                            "spread", spread(seconds(way)),
                            "phases", medians(way, FleetRun::phases),
                            "work", medians(way, FleetRun::work),
                            "processor", medians(way, FleetRun::processor),
                            "ratio", ratio(way, FleetScript.NAME)));
        }
        return Map.of("ways", ways);
    }

    private Set<String> ways() {
        Set<String> ways = new LinkedHashSet<>();
        runs.forEach(run -> ways.add(run.way()));
        return ways;
    }

    private List<Double> seconds(String way) {
        return runs.stream()
                .filter(run -> run.way().equals(way))
                .map(FleetRun::seconds)
                .toList();
    }

    private Map<String, Double> medians(String way, Function<FleetRun, Map<String, Double>> part) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        runs.stream()
                .filter(run -> run.way().equals(way))
                .forEach(run -> part.apply(run)
                        .forEach((name, seconds) -> values.computeIfAbsent(name, ignored -> new ArrayList<>())
                                .add(seconds)));
        Map<String, Double> medians = new LinkedHashMap<>();
        values.forEach((name, all) -> medians.put(name, median(all)));
        return medians;
    }

    private static String part(String title, Map<String, Double> seconds) {
        StringBuilder text = new StringBuilder(line("  %s", title));
        seconds.forEach((name, one) -> text.append(line("    %-28s %7.1f s", name, one)));
        return text.toString();
    }

    private static String formatted(List<Double> seconds) {
        return String.join(
                " ",
                seconds.stream()
                        .map(one -> String.format(Locale.ROOT, "%.1f", one))
                        .toList());
    }

    private static String line(String form, Object... values) {
        return String.format(Locale.ROOT, form + "%n", values);
    }
}
