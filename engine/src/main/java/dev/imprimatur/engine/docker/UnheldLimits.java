package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.model.Info;
import dev.imprimatur.engine.ResourceLimits;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which limits an engine cannot hold: its kernel lacks a cgroup's controller, or it has none of its own. It would build
 * all the same, and say so only to those who ask.
 */
final class UnheldLimits {
    private UnheldLimits() {}

    /** Their keys, in the order of the documentation. */
    static List<String> of(ResourceLimits limits, Info info) {
        return Stream.of(
                        unheld("memory", limits.memory() > 0, info.getMemoryLimit()),
                        unheld("cpus", limits.cpus() > 0, info.getCpuCfsQuota()),
                        unheld(
                                "processes",
                                limits.processes() > 0,
                                info.getRawValues().get("PidsLimit")))
                .flatMap(key -> key)
                .toList();
    }

    /** Engines that do not know the question are taken at their limit. */
    private static Stream<String> unheld(String key, boolean wanted, Object holds) {
        return wanted && Boolean.FALSE.equals(holds) ? Stream.of(key) : Stream.empty();
    }
}
