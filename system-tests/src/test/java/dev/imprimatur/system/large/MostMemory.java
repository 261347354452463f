package dev.imprimatur.system.large;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The most memory that services had, as Linux counts it for their processes. */
public final class MostMemory {
    private static final int KIB = 1024;

    private MostMemory() {}

    /** MiB that were resident at most since each part started, by part. */
    public static Map<String, Long> mib(Iterable<String> parts, ToLongFunction<String> pid) {
        Map<String, Long> most = new TreeMap<>();
        parts.forEach(part -> most.put(part, kib(pid.applyAsLong(part)) / KIB));
        return most;
    }

    /** {@code VmHWM: 1234 kB} */
    private static long kib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
