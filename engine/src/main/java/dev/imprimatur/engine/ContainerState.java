package dev.imprimatur.engine;

/**
 * How a container is at a moment.
 *
 * @param running whether it runs
 * @param exitCode what it ended with; means nothing while it runs
 * @param outOfMemory whether it was killed since it took more memory than it may
 * @param health what its HEALTHCHECK says
 * @param lastCheck what the last run of its HEALTHCHECK printed, empty if there was none
 */
public record ContainerState(boolean running, int exitCode, boolean outOfMemory, Health health, String lastCheck) {

    /** What a HEALTHCHECK says. */
    public enum Health {
        /** There is none. */
        NONE,
        /** Nothing yet. */
        STARTING,
        /** The container works. */
        HEALTHY,
        /** It failed as often in a row as it may. */
        UNHEALTHY
    }
}
