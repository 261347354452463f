package dev.imprimatur.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process takes of the machine, as Linux reports it.
 *
 * @param resident bytes of memory that are its own or shared, now
 * @param most the most that there were since it started
 * @param processor processor time since it started
 */
public record Footprint(long resident, long most, Duration processor) {
    private static final int KIB = 1024;

    /** What it takes now. */
    public static Footprint of(ProcessHandle process) throws IOException {
        long resident = 0;
        long most = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = kib(line);
            } else if (line.startsWith("VmHWM:")) {
                most = kib(line);
            }
        }
        return new Footprint(resident, most, process.info().totalCpuDuration().orElse(Duration.ZERO));
    }

    /** {@code VmRSS: 1234 kB} */
    private static long kib(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
    }
}
