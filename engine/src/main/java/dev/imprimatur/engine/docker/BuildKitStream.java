package dev.imprimatur.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.engine.DockerfileSteps;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.FailedCommand;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.ResourceLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the engine says while its BuildKit builds. */
final class BuildKitStream extends EngineStream<JsonNode> {
    private static final String TRACE = "moby.buildkit.trace";
    private static final String IMAGE = "moby.image.id";

    /** Of engines 20.10, and of later ones. */
    private static final Pattern COMMAND =
            Pattern.compile("(?s)executor failed running \\[(?:/bin/sh -c )?(.*)\\]: exit code: (\\d+)"
                    + "|process \"(?:/bin/sh -c )?(.*)\" did not complete successfully: exit code: (\\d+)");

    private static final Pattern WHERE = Pattern.compile(
            "^(?:failed to (?:solve(?: with frontend [\\w.]+)?|create LLB definition|compute cache key|load cache"
                    + " key): )+");

    /** What runc says of a command that it cannot start, where the command's own output would be. */
    private static final Pattern NOT_STARTED = Pattern.compile("(?m)^runc run failed: (.*)$");

    /** What runc of deploy/engine says of a command that it ends. */
    private static final Pattern WROTE_TOO_MUCH =
            Pattern.compile("(?m)^imprimatur: it wrote more than \\d+ bytes and was stopped$");

    /** What it says of one that it does not bound. */
    private static final Pattern NOT_BOUNDED =
            Pattern.compile("(?m)^imprimatur: (its .*)(?:, so this command is not run| and was stopped)$");

    private static final Set<Integer> NOT_BOUNDED_CODES = Set.of(125, 137);

    private static final int KILLED = 137;

    /** So many empty messages have no end: engines 20.10 send them once many megabytes of output came at once. */
    private static final int ENDLESS = 50_000;

    private final Output output;
    private final boolean network;
    private final ResourceLimits limits;
    private final CommandBounds bounds;
    private final Silence silence;
    private final BuildKitSteps steps;
    private volatile boolean traced;
    private int empty;
    private volatile boolean told;
    private volatile String imageId;
    private volatile String error;

    BuildKitStream(Output output, boolean network, ResourceLimits limits, CommandBounds bounds, Duration silence) {
        this.output = output;
        this.network = network && !"none".equals(limits.network());
        this.limits = limits;
        this.bounds = bounds;
        this.steps = new BuildKitSteps(output);
        this.silence = new Silence(silence, steps::heard, output);
    }

    @Override
    void take(JsonNode item) {
        told = true;
        switch (item.path("id").asText()) {
            case TRACE -> traced(item.path("aux").asText());
            case IMAGE -> imageId = item.path("aux").path("ID").asText();
            default -> {}
        }
        if (item.hasNonNull("error") || item.hasNonNull("errorDetail")) {
            error = item.path("errorDetail")
                    .path("message")
                    .asText(item.path("error").asText());
        }
    }

    private static BuildKitTrace trace(String base64) {
        try {
            return BuildKitTrace.parse(Base64.getDecoder().decode(base64));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void traced(String aux) {
        traced = true;
        empty = aux.isEmpty() ? empty + 1 : 0;
        if (empty > ENDLESS) {
            endless();
            return;
        }
        BuildKitTrace trace = trace(aux);
        for (BuildKitTrace.Log log : trace.logs()) {
            if (bounds.exceededBy(log.bytes().length)) {
                stop(bounds.tooMuchOutput());
                return;
            }
        }
        steps.take(trace);
    }

    private void endless() {
        if (imageId != null) {
            onComplete();
        } else {
            stop(new Failure.Unknown(
                    Kind.UNKNOWN,
                    "the engine's BuildKit says nothing without an end, as after a command that prints many megabytes at"
                            + " once; have it print less, or set imprimatur.builder.builder to classic",
                    null));
        }
    }

    @Override
    Duration pace() {
        return silence.pause(super.pace());
    }

    @Override
    void look(Duration quiet) {
        silence.look(quiet).ifPresent(this::stop);
    }

    /** Passes on the last lines. */
    void end() {
        steps.end();
        if (error != null) {
            steps.say(output.masked(error));
        }
    }

    /**
     * The built image's id.
     *
     * @throws EngineException if there is none
     */
    String imageId() {
        if (told && !traced) {
            throw new EngineException(new Failure.Permanent(
                    Kind.UNKNOWN,
                    "the engine does not answer as BuildKit does" + (error == null ? "" : ": " + output.masked(error))
                            + "; it may have none",
                    null));
        }
        if (error != null) {
            throw new EngineException(failure(output.masked(error)));
        }
        if (imageId == null) {
            throw new EngineException(FailureSorting.endedEarly());
        }
        steps.say("Successfully built " + imageId);
        return imageId;
    }

    /** The line of the Dockerfile that failed, or that is at work alone. */
    OptionalInt line(String dockerfile) {
        return steps.failedOrRunning()
                .map(name -> DockerfileSteps.ofBuildKit(dockerfile, name))
                .orElseGet(OptionalInt::empty);
    }

    private Failure failure(String message) {
        Matcher command = COMMAND.matcher(message);
        if (!command.find()) {
            return FailureSorting.ofMessage(WHERE.matcher(message).replaceFirst(""));
        }
        String tail = steps.tailOfFailed();
        boolean former = command.group(1) != null;
        int code = Integer.parseInt(command.group(former ? 2 : 4));
        Matcher notStarted = NOT_STARTED.matcher(tail);
        if (notStarted.find()) {
            return FailureSorting.ofMessage(notStarted.group(1));
        }
        if (code == KILLED && WROTE_TOO_MUCH.matcher(tail).find()) {
            return bounds.tooLarge();
        }
        Matcher notBounded = NOT_BOUNDED.matcher(tail);
        if (NOT_BOUNDED_CODES.contains(code) && notBounded.find()) {
            return new Failure.Unknown(
                    Kind.UNKNOWN,
                    "the engine does not bound a command, so it was not run to its end: " + notBounded.group(1)
                            + "; see deploy/engine/runc",
                    null);
        }
        Failure sorted =
                FailureSorting.ofCommand(new FailedCommand(command.group(former ? 1 : 3), code, tail), network);
        return limits.memory() == 0 ? sorted : FailureSorting.withinMemory(sorted, limits.memory());
    }
}
