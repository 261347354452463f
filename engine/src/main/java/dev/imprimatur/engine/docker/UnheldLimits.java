package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.model.Info;
import dev.imprimatur.engine.ResourceLimits;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which limits an engine cannot hold: its kernel lacks a cgroup's controller, or it has none of its own, and would
 * build all the same, and say so only to those who ask. Or its network is not there yet, since it has just started.
 */
final class UnheldLimits {
    /** Networks that every engine has. */
    private static final Set<String> DOCKERS = Set.of("none", "host", "bridge", "default");

    private UnheldLimits() {}

    /**
     * Their keys, in the order of the documentation.
     *
     * @param hasNetwork whether the engine has the network of this name
     */
    static List<String> of(ResourceLimits limits, Info info, Predicate<String> hasNetwork) {
        return Stream.of(
                        unheld("memory", limits.memory() > 0, info.getMemoryLimit()),
                        unheld("cpus", limits.cpus() > 0, info.getCpuCfsQuota()),
                        unheld(
                                "processes",
                                limits.processes() > 0,
                                info.getRawValues().get("PidsLimit")),
                        unheld(
                                "network",
                                limits.network() != null && !DOCKERS.contains(limits.network()),
                                hasNetwork.test(limits.network())))
                .flatMap(key -> key)
                .toList();
    }

    /** Engines that do not know the question are taken at their limit. */
    private static Stream<String> unheld(String key, boolean wanted, Object holds) {
        return wanted && Boolean.FALSE.equals(holds) ? Stream.of(key) : Stream.empty();
    }
}
