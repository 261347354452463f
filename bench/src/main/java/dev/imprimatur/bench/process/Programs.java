package dev.imprimatur.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time of programs, of what they started, and of what of that has ended, as Linux reports it. What ran in
 * containers is not in it: the engine is no longer its parent.
 *
 * @param roots by name
 */
public record Programs(Map<String, ProcessHandle> roots) {
    private static final double TICKS_PER_SECOND = 100;
    /** User and system time, own and of children that ended; counted from the field behind the program's name. */
    private static final int FIRST = 11;

    private static final int LAST = 14;

    /** Seconds by name, until now. */
    public Map<String, Double> seconds() {
        Map<String, Double> seconds = new TreeMap<>();
        roots.forEach((name, root) -> seconds.put(name, seconds(root)));
        return seconds;
    }

    /** What has come since an earlier look. */
    public Map<String, Double> since(Map<String, Double> earlier) {
        Map<String, Double> growth = seconds();
        growth.replaceAll((name, now) -> Math.max(0, now - earlier.getOrDefault(name, 0.0)));
        return growth;
    }

    /** Seconds of one program and of what it started, until now. */
    public static double seconds(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToDouble(Programs::own)
                .sum();
    }

    private static double own(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = FIRST; field <= LAST; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            // It has ended, and its time is its parent's.
            return 0;
        }
    }
}
