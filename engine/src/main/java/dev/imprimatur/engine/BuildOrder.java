package dev.imprimatur.engine;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What is to be built, and within which bounds.
 *
 * @param dockerfile the Dockerfile's text; it takes the place of a {@code Dockerfile} in the context
 * @param context the build context
 * @param addedFiles further files of the context by their paths; they win over files of the tar
 * @param labels labels of the finished image
 * @param arguments values for the Dockerfile's {@code ARG}s
 * @param platform as in {@code linux/amd64}, or null for the engine's own
 * @param network whether commands may use the network
 * @param timeout how long the build may take; the engine stops it then
 * @param cancellation stops the build from another thread
 * @param silence how long a command may run and print nothing, or null; the engine stops the build then
 * @param builtBy which of the engine's builders builds it
 */
@RecordBuilder
public record BuildOrder(
        String dockerfile,
        ContextTar context,
        Map<String, byte[]> addedFiles,
        Map<String, String> labels,
        Map<String, String> arguments,
        String platform,
        boolean network,
        Duration timeout,
        Cancellation cancellation,
        Duration silence,
        Builder builtBy) {

    /** @throws IllegalArgumentException if there is no Dockerfile, no context or no positive time-out or silence */
    public BuildOrder {
        if (dockerfile == null || dockerfile.isBlank() || context == null) {
            throw new IllegalArgumentException("a build needs a Dockerfile and a context");
        }
        if (timeout == null || !timeout.isPositive()) {
            throw new IllegalArgumentException("a build needs a time-out above zero, not " + timeout);
        }
        if (silence != null && !silence.isPositive()) {
            throw new IllegalArgumentException("a build needs a silence above zero, or none, not " + silence);
        }
        addedFiles = addedFiles == null ? Map.of() : Map.copyOf(addedFiles);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        arguments = arguments == null ? Map.of() : Map.copyOf(arguments);
        cancellation = cancellation == null ? new Cancellation() : cancellation;
        builtBy = builtBy == null ? Builder.CLASSIC : builtBy;
    }

    /** The same for this builder. */
    public BuildOrder by(Builder other) {
        return BuildOrderBuilder.builder(this).builtBy(other).build();
    }

    /**
     * The same, whose commands fetch through this proxy where they may use the network; its own arguments count before.
     */
    public BuildOrder through(PackageProxy proxy) {
        Map<String, String> all = new HashMap<>(network ? proxy.arguments() : Map.of());
        all.putAll(arguments);
        return BuildOrderBuilder.builder(this).arguments(all).build();
    }
}
