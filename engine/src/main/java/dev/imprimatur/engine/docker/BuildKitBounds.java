package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.ResourceLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How an engine bounds the commands that BuildKit runs. BuildKit takes no limits from its clients;
 * {@code deploy/engine/runc} sets the engine's own, and says which.
 */
final class BuildKitBounds {
    private static final Pattern LINE = Pattern.compile("(?m)^imprimatur: bounds (.*)$");

    private BuildKitBounds() {}

    /** The limits that do not hold, by their keys, as far as this output of an engine tells. */
    static List<String> unheld(ResourceLimits limits, String output) {
        Map<String, String> held = bounds(output);
        return Stream.of(
                        above("memory", limits.memory(), held),
                        above("cpus", BuildLimits.quota(limits), held),
                        above("processes", limits.processes(), held),
                        above("disk", limits.disk(), held),
                        network(limits, held),
                        limits.cgroupParent() == null ? Stream.<String>empty() : Stream.of("cgroup-parent"))
                .flatMap(key -> key)
                .toList();
    }

    private static Map<String, String> bounds(String output) {
        Matcher line = LINE.matcher(output);
        return !line.find()
                ? Map.of()
                : Arrays.stream(line.group(1).split(" "))
                        .map(bound -> bound.split("=", 2))
                        .filter(bound -> bound.length == 2)
                        .collect(Collectors.toMap(bound -> bound[0], bound -> bound[1], (first, second) -> second));
    }

    private static Stream<String> above(String key, long wanted, Map<String, String> held) {
        String bound = held.getOrDefault(key, "");
        boolean holds = bound.matches("[1-9]\\d{0,17}") && Long.parseLong(bound) <= wanted;
        return wanted == 0 || holds ? Stream.empty() : Stream.of(key);
    }

    /** BuildKit has the engine's default network or none. */
    private static Stream<String> network(ResourceLimits limits, Map<String, String> held) {
        String wanted = limits.network();
        return wanted == null || wanted.equals("none") || wanted.equals(held.get("network"))
                ? Stream.empty()
                : Stream.of("network");
    }
}
