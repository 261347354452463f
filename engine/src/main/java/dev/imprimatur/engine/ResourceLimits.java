package dev.imprimatur.engine;

import java.util.Optional;
import java.util.function.Function;

/**
 * What one container of an engine may use at most.
 *
 * @param memory in bytes, 0 for no bound; swap is not to be had beside it
 * @param cpus time of processors, 1.5 for one and a half, 0 for no bound
 * @param processes how many processes and threads at once, 0 for no bound
 * @param output what all commands of a build may print, in characters, 0 for no bound
 * @param disk what a command of a build may write to its file system, in bytes, 0 for no bound
 * @param cgroupParent the cgroup below which its own is, or null for the engine's choice
 * @param network the engine's network that it uses if it may use one, or null for the engine's choice
 */
public record ResourceLimits(
        long memory, double cpus, long processes, long output, long disk, String cgroupParent, String network) {
    /** No bounds. */
    public static final ResourceLimits NONE = new ResourceLimits(0, 0, 0, 0, 0, null, null);

    /** Far more than builds need, and far less than a machine has. */
    private static final long USUAL_PROCESSES = 4096;

    private static final long USUAL_OUTPUT = ByteSize.parse("1g").bytes();
    private static final long USUAL_DISK = ByteSize.parse("20g").bytes();

    /** Engines refuse less. */
    private static final long LEAST_MEMORY = ByteSize.parse("6m").bytes();

    /** The kernel refuses quotas below one millisecond in a tenth of a second. */
    private static final double LEAST_CPUS = 0.01;

    /** With fewer a shell can hardly start a program. */
    private static final long LEAST_PROCESSES = 8;

    private static final String NAME = "[A-Za-z0-9_./:-]+";

    /** @throws IllegalArgumentException if a bound is below what engines take; the message begins with its name */
    public ResourceLimits {
        require(memory == 0 || memory >= LEAST_MEMORY, "memory", new ByteSize(Math.max(0, memory)), "at least 6m");
        require(cpus == 0 || cpus >= LEAST_CPUS && cpus <= 1024, "cpus", cpus, "a number from 0.01 on, such as 1.5");
        require(
                processes == 0 || processes >= LEAST_PROCESSES,
                "processes",
                processes,
                "a number from 8 on, or 0 for no bound");
        require(cgroupParent == null || cgroupParent.matches(NAME), "cgroup-parent", cgroupParent, "a cgroup's name");
        require(network == null || network.matches(NAME), "network", network, "a network's name");
    }

    /**
     * The limits that a configuration gives.
     *
     * @throws IllegalArgumentException if one of them makes no sense; the message begins with its name
     */
    public static ResourceLimits of(EngineSettings.Limits settings) {
        return new ResourceLimits(
                named("memory", settings.memory(), text -> ByteSize.parse(text).bytes(), 0L),
                named("cpus", settings.cpus(), Function.identity(), 0.0),
                named("processes", settings.processes(), Integer::longValue, USUAL_PROCESSES),
                named("output", settings.output(), text -> ByteSize.parse(text).bytes(), USUAL_OUTPUT),
                named("disk", settings.disk(), text -> ByteSize.parse(text).bytes(), USUAL_DISK),
                settings.cgroupParent().orElse(null),
                settings.network().orElse(null));
    }

    private static <T, R> R named(String name, Optional<T> value, Function<T, R> read, R otherwise) {
        try {
            return value.map(read).orElse(otherwise);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
