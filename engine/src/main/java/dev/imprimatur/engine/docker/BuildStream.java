package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.ResponseItem.ErrorDetail;
import dev.imprimatur.engine.DockerfileSteps;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.FailedCommand;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.ResourceLimits;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the engine says while it builds. */
final class BuildStream extends EngineStream<BuildResponseItem> {
    private static final Pattern COMMAND =
            Pattern.compile("(?s)The command '(?:/bin/sh -c )?(.*)' returned a non-zero code: \\d+");

    private static final Pattern BUILT = Pattern.compile("Successfully built ([0-9a-f]{12,64})\\s*");

    private final Output output;
    private final boolean network;
    private final ResourceLimits limits;
    private final CommandBounds bounds;
    private final StepOutput step = new StepOutput();
    private final TerminalText text;
    private final Silence silence;
    /** The id of what a stage became, until another one begins. It comes apart from what commands print. */
    private String made = "";

    private volatile String imageId;
    private volatile ErrorDetail error;

    BuildStream(Output output, boolean network, ResourceLimits limits, CommandBounds bounds, Silence silence) {
        this.network = network && !"none".equals(limits.network());
        this.limits = limits;
        this.bounds = bounds;
        this.silence = silence;
        this.output = output;
        this.text = new TerminalText(new Output() {
            @Override
            public void write(String lines) {
                step.write(lines);
                output.write(lines);
            }

            @Override
            public String masked(String line) {
                return output.masked(line);
            }
        });
    }

    @Override
    void take(BuildResponseItem item) {
        if (item.getStream() != null) {
            said(item.getStream());
        } else if (item.getStatus() != null && item.getProgressDetail() == null) {
            // A pull of the base; its progress bars are nothing for a log.
            text.write((item.getId() == null ? "" : item.getId() + ": ") + item.getStatus() + "\n");
        }
        if (item.getErrorDetail() != null) {
            error = item.getErrorDetail();
            text.write(error.getMessage() + "\n");
        }
        if (item.getRawValues().get("aux") instanceof Map<?, ?> aux && aux.get("ID") instanceof String id) {
            made = id;
        }
    }

    private void said(String piece) {
        if (bounds.exceededBy(piece)) {
            stop(bounds.tooMuchOutput());
            return;
        }
        text.write(piece);
        noteBuilt(piece);
        bounds.begin(piece).ifPresent(trouble -> text.write(trouble + "\n"));
    }

    /** A command may print these words too, and then the engine's answer may end. */
    private void noteBuilt(String piece) {
        Matcher built = BUILT.matcher(piece);
        if (built.matches() && made.startsWith("sha256:" + built.group(1))) {
            imageId = made;
        } else if (piece.startsWith("Step ")) {
            made = "";
        }
    }

    @Override
    Duration pace() {
        return silence.pause(super.pace());
    }

    @Override
    void look(Duration quiet) {
        bounds.tooMuchWritten().or(() -> silence.look(quiet)).ifPresent(this::stop);
    }

    /** Passes on the last line. */
    void end() {
        text.end();
    }

    /**
     * The built image's id.
     *
     * @throws EngineException if there is none
     */
    String imageId() {
        if (error != null) {
            throw new EngineException(failure(error));
        }
        if (imageId == null) {
            throw new EngineException(FailureSorting.endedEarly());
        }
        return imageId;
    }

    /** The line of the Dockerfile that is at work, or that failed. */
    OptionalInt line(String dockerfile) {
        StepOutput.Step present = step.present();
        return DockerfileSteps.ofClassic(dockerfile, present.number(), present.instruction());
    }

    private Failure failure(ErrorDetail detail) {
        String message = output.masked(detail.getMessage());
        if (detail.getCode() == null || detail.getCode() == 0) {
            return FailureSorting.ofMessage(message);
        }
        Matcher command = COMMAND.matcher(message);
        String said = command.matches() ? command.group(1) : message;
        Failure sorted = FailureSorting.ofCommand(new FailedCommand(said, detail.getCode(), step.tail()), network);
        return limits.memory() == 0 ? sorted : FailureSorting.withinMemory(sorted, limits.memory());
    }
}
