package dev.imprimatur.console.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a program and what it started use of the machine, as Linux reports it.
 *
 * @param seconds of processor time, with that of what has ended
 * @param mostMib of memory that the program itself had at most, in MiB
 */
record Use(double seconds, double mostMib) {
    private static final double TICKS_PER_SECOND = 100;
    private static final double KIB = 1024;
    /** User and system time, own and of children that ended; counted from the field behind the program's name. */
    private static final int FIRST = 11;

    private static final int LAST = 14;

    static Use of(ProcessHandle process) {
        return new Use(
                Stream.concat(Stream.of(process), process.descendants())
                        .mapToDouble(Use::seconds)
                        .sum(),
                most(process));
    }

    /** Processor time since an earlier look. */
    double since(Use earlier) {
        return Math.max(0, seconds - earlier.seconds);
    }

    private static double seconds(ProcessHandle process) {
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

    private static double most(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
