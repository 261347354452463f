package dev.imprimatur.cli.readmodel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.Absence;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.Order;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Text;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says how far the console's read model is, and has it made again. */
@Command(
        name = "read-model",
        description =
                "Show how far the console is behind what happened, or have it make its tables again from the topics.",
        footerHeading = "%nExamples:%n",
        footer = {"  imprimatur read-model", "  imprimatur read-model rebuild --reason 'counts look wrong' --wait"})
public final class ReadModelCommand implements Callable<Integer> {
    private static final String PATH = "/api/read-model";
    private static final Duration PAUSE = Duration.ofMillis(500);

    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    /** The last time that it was made again. */
    record Replay(
            String id,
            Instant requestedAt,
            String reason,
            Instant finishedAt,
            long rebuilds,
            long events,
            long failed,
            long kept) {}

    /** How far it is. */
    record State(long generation, long seq, boolean connected, long behind, long waitingSeconds, Replay replay) {}

    @Override
    public Integer call() {
        JsonNode answer = parent.client().get(PATH);
        out().println(json ? Json.pretty(answer) : text(Json.value(answer, State.class)));
        return ExitCode.OK;
    }

    /** Has it made again. */
    @Command(
            description = {
                "Make the console's tables again from the topics: rebuilds and rollbacks of which Kafka still has all events.",
                "What is older stays as it is. Meanwhile pages show less, and say so. It needs an admin's token.",
                "With --wait, one that goes on already is waited for."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  imprimatur read-model rebuild",
                "  imprimatur read-model rebuild --reason 'counts look wrong' --wait"
            })
    int rebuild(
            @Option(names = "--reason", paramLabel = "TEXT", description = "why; part of the audit") String reason,
            @Option(names = "--wait", description = "wait for its end") boolean wait,
            @Option(
                            names = "--timeout",
                            paramLabel = "DURATION",
                            defaultValue = "1h",
                            description = "with --wait: how long at most (default: ${DEFAULT-VALUE})")
                    Duration timeout,
            @Option(names = "--json", description = "print JSON") boolean asJson)
            throws InterruptedException {
        JsonNode asked = asked(reason, wait);
        if (!wait) {
            out().println(
                            asJson
                                    ? Json.pretty(asked)
                                    : "the read model is made again; imprimatur read-model says how far it is");
            return ExitCode.OK;
        }
        String id = asked.path("id").asText();
        Absence absence =
                new Absence(parent.client().address(), spec.commandLine().getErr()::println, timeout);
        JsonNode now = state(absence);
        while (goesOn(now, id) && !absence.isOver()) {
            Thread.sleep(PAUSE);
            now = state(absence);
        }
        out().println(asJson ? Json.pretty(now) : text(Json.value(now, State.class)));
        return goesOn(now, id) ? ExitCode.TIMED_OUT : ExitCode.OK;
    }

    /** The one that is to be waited for: what was asked for, or one that goes on already. */
    private JsonNode asked(String reason, boolean wait) {
        try {
            return parent.client()
                    .post(
                            PATH + "/rebuild",
                            Order.ofThisUser().with("reason", reason).fields());
        } catch (ConsoleException e) {
            if (!wait || e.kind() != ConsoleException.Kind.CONFLICT) {
                throw e;
            }
            spec.commandLine().getErr().println("it is being made again already, waiting for that");
            return parent.client().get(PATH).path("replay");
        }
    }

    private JsonNode state(Absence absence) {
        return absence.through(() -> parent.client().get(PATH));
    }

    private static boolean goesOn(JsonNode state, String id) {
        JsonNode replay = state.path("replay");
        return replay.path("id").asText().equals(id) && !replay.has("finishedAt");
    }

    private static String text(State state) {
        String far = !state.connected()
                ? "Kafka does not answer: nothing that happens now is known"
                : state.behind() == 0 ? "up to date" : Text.counted(state.behind(), "event") + " behind";
        return far + ", last event " + state.seq() + again(state.replay());
    }

    private static String again(Replay replay) {
        if (replay == null) {
            return "";
        }
        return replay.finishedAt() == null
                ? "\nbeing made again from the topics since " + Text.time(replay.requestedAt())
                : "\nmade again from the topics at " + Text.time(replay.finishedAt()) + ": "
                        + Text.counted(replay.rebuilds(), "rebuild") + " and rollbacks, "
                        + Text.counted(replay.events(), "event") + ", in "
                        + Text.between(replay.requestedAt(), replay.finishedAt())
                        + exceptions(replay);
    }

    private static String exceptions(Replay replay) {
        String kept = replay.kept() == 0
                ? ""
                : "\nstayed as they were, since Kafka has only some of their events: "
                        + Text.counted(replay.kept(), "rebuild") + " and rollbacks";
        return replay.failed() == 0
                ? kept
                : kept + "\ncould not be applied: " + Text.counted(replay.failed(), "event")
                        + "; the console's log says why";
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
