package dev.imprimatur.engine;

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
 * @param builder which of the engine's builders builds it
 */
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
        Builder builder) {

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
        builder = builder == null ? Builder.CLASSIC : builder;
    }

    /** One for the classic builder. */
    public BuildOrder(
            String dockerfile,
            ContextTar context,
            Map<String, byte[]> addedFiles,
            Map<String, String> labels,
            Map<String, String> arguments,
            String platform,
            boolean network,
            Duration timeout,
            Cancellation cancellation,
            Duration silence) {
        this(
                dockerfile,
                context,
                addedFiles,
                labels,
                arguments,
                platform,
                network,
                timeout,
                cancellation,
                silence,
                Builder.CLASSIC);
    }

    /** The same for this builder. */
    public BuildOrder by(Builder other) {
        return with(arguments, other);
    }

    /** The same, whose commands fetch through this proxy where they may use the network; its own arguments count before. */
    public BuildOrder through(PackageProxy proxy) {
        Map<String, String> all = new HashMap<>(network ? proxy.arguments() : Map.of());
        all.putAll(arguments);
        return with(all, builder);
    }

    private BuildOrder with(Map<String, String> otherArguments, Builder otherBuilder) {
        return new BuildOrder(
                dockerfile,
                context,
                addedFiles,
                labels,
                otherArguments,
                platform,
                network,
                timeout,
                cancellation,
                silence,
                otherBuilder);
    }

    /** One whose context is in memory, and whose commands may be silent. */
    public BuildOrder(
            String dockerfile,
            byte[] contextTar,
            Map<String, byte[]> addedFiles,
            Map<String, String> labels,
            Map<String, String> arguments,
            String platform,
            boolean network,
            Duration timeout,
            Cancellation cancellation) {
        this(
                dockerfile,
                ContextTar.of(contextTar),
                addedFiles,
                labels,
                arguments,
                platform,
                network,
                timeout,
                cancellation,
                null);
    }
}
