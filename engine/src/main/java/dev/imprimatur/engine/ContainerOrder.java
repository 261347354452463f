package dev.imprimatur.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Which container is to be started, and within which bounds.
 *
 * @param image the id of its image, or a reference to it
 * @param command what it runs in place of the image's own command; empty for that
 * @param environment variables in addition to the image's
 * @param labels labels in addition to the image's
 * @param network whether it may use the network; without it there is loopback alone
 * @param checkInterval the pause between two runs of the image's HEALTHCHECK, or null for the image's own
 */
public record ContainerOrder(
        String image,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> labels,
        boolean network,
        Duration checkInterval) {

    /** @throws IllegalArgumentException if there is no image, or an interval that is not positive */
    public ContainerOrder {
        if (image == null || image.isBlank()) {
            throw new IllegalArgumentException("a container needs an image");
        }
        if (checkInterval != null && !checkInterval.isPositive()) {
            throw new IllegalArgumentException("the interval of checks is above zero, not " + checkInterval);
        }
        command = command == null ? List.of() : List.copyOf(command);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
}
