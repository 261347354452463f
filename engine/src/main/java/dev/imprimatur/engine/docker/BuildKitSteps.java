package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.docker.BuildKitTrace.Vertex;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes what BuildKit tells of steps as the classic builder does: a line with the step, and what it prints. Steps of
 * different stages run beside each other; where another one goes on, its line comes again.
 */
final class BuildKitSteps {
    private static final Pattern STEP = Pattern.compile("(?s)\\[(?:(.+) )?(\\d+/\\d+)\\] (.*)");

    /** What BuildKit calls a stage that has no name. */
    private static final Pattern NAMELESS = Pattern.compile("stage-\\d+");

    /** What the engine says where it passes on no more of an output of a command. */
    private static final Pattern CUT = Pattern.compile("\\[output clipped, log limit \\S+ reached\\]\\s*\\z");

    private static final int CUT_LENGTH = 80;

    /** How Go's errors of a stopped context end: BuildKit stops what runs beside a step that fails. */
    private static final String CANCELED = "context canceled";

    private final Output output;
    private final TerminalText lines;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private Step present;

    BuildKitSteps(Output output) {
        this.output = output;
        this.lines = new TerminalText(output);
    }

    /** Takes the next message. */
    synchronized void take(BuildKitTrace trace) {
        trace.vertices().forEach(this::take);
        for (BuildKitTrace.Log log : trace.logs()) {
            Step step = steps.computeIfAbsent(log.vertex(), digest -> new Step("", output));
            goOn(step);
            step.print(log);
        }
    }

    private void take(Vertex vertex) {
        Step step = steps.computeIfAbsent(vertex.digest(), digest -> new Step(vertex.name(), output));
        step.runs = vertex.runs();
        step.failed |= !vertex.error().isEmpty() && !vertex.error().endsWith(CANCELED);
        if (vertex.started() && !step.shown) {
            goOn(step);
        }
        if (vertex.completed()) {
            step.end();
        }
    }

    /** What is no instruction of the Dockerfile has no line. */
    private void goOn(Step step) {
        if (step != present) {
            step.line().ifPresent(lines::write);
            step.shown = true;
            present = step;
        }
    }

    /** Writes a line that is no step's. */
    synchronized void say(String line) {
        lines.write(line + "\n");
    }

    /** Passes on last lines that no newline ended. */
    synchronized void end() {
        steps.values().forEach(Step::end);
        lines.end();
    }

    /** Whether a command runs, and all that do are heard. */
    synchronized boolean heard() {
        List<Step> running = steps.values().stream()
                .filter(step -> step.runs && step.isCommand())
                .toList();
        return !running.isEmpty() && running.stream().noneMatch(step -> step.cut);
    }

    /** The name of the step that failed, or else of the one that runs, if there is but one. */
    synchronized Optional<String> failedOrRunning() {
        List<String> failed =
                names(step -> step.failed && STEP.matcher(step.name).matches());
        List<String> running =
                names(step -> step.runs && STEP.matcher(step.name).matches());
        return !failed.isEmpty()
                ? Optional.of(failed.getLast())
                : running.size() == 1 ? Optional.of(running.getFirst()) : Optional.empty();
    }

    private List<String> names(Predicate<Step> which) {
        return steps.values().stream().filter(which).map(step -> step.name).toList();
    }

    /** The end of what the step printed that failed. */
    synchronized String tailOfFailed() {
        return steps.values().stream()
                .filter(step -> step.failed)
                .reduce((first, last) -> last)
                .map(step -> step.printed.tail())
                .orElse("");
    }

    private static final class Step {
        private final String name;
        private final CommandOutput printed;
        private boolean runs;
        private boolean failed;
        private boolean shown;
        private boolean cut;

        Step(String name, Output output) {
            this.name = name;
            this.printed = new CommandOutput(output);
        }

        void print(BuildKitTrace.Log log) {
            int end = Math.max(0, log.bytes().length - CUT_LENGTH);
            cut |= CUT.matcher(new String(log.bytes(), end, log.bytes().length - end, StandardCharsets.UTF_8))
                    .find();
            printed.write(log.stream() == 2, log.bytes());
        }

        void end() {
            printed.end();
        }

        Optional<String> line() {
            Matcher step = STEP.matcher(name);
            if (!step.matches()) {
                return Optional.empty();
            }
            boolean named =
                    step.group(1) != null && !NAMELESS.matcher(step.group(1)).matches();
            String stage = named ? "[" + step.group(1) + "] " : "";
            return Optional.of(
                    "Step " + step.group(2) + " : " + stage + step.group(3).replace('\n', ' ') + "\n");
        }

        boolean isCommand() {
            Matcher step = STEP.matcher(name);
            return step.matches() && step.group(3).startsWith("RUN ");
        }
    }
}
