package dev.imprimatur.bench.plan;

import dev.imprimatur.bench.process.Footprint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/** How much memory this process took at most, in MiB. */
final class Heap {
    private static final long MIB = 1024 * 1024;

    private Heap() {}

    /** Forgets the peak so far. */
    static void forget() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** The heap's peak, garbage included: the sum of its pools' peaks, which is never too little. */
    static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> pool.getPeakUsage().getUsed())
                        .sum()
                / MIB;
    }

    /** What the kernel says the whole process had at most; -1 where it says nothing. */
    static long resident() {
        try {
            return Footprint.of(ProcessHandle.current()).most() / MIB;
        } catch (IOException e) {
            return -1;
        }
    }
}
