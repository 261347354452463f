package dev.imprimatur.cli.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.Absence;
import dev.imprimatur.cli.console.Asking;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.Failure;
import dev.imprimatur.cli.console.Order;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.order.NewIds;
import dev.imprimatur.events.FailureKinds;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Takes all tags of an image back to an earlier revision. */
@Command(
        name = "rollback",
        description = "Point all tags of an image to an earlier approved revision of it again, without a build. What"
                + " they leave is blocked: it is not published again until 'unblock'.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur rollback node:22 --reason 'crashes on start' --wait",
            "  imprimatur rollback node/22.23.3/bookworm --to r3",
            "  imprimatur rollback node:22 --to node:22.23.3-r3"
        })
public final class RollbackCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Set<String> NAMES_NOTHING = Set.of(FailureKinds.UNKNOWN_IMAGE, FailureKinds.UNKNOWN_REVISION);

    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "REFERENCE",
            description = "which image: a tag with or without its registry, a digest, or family/version/variant")
    String reference;

    @Option(
            names = "--to",
            paramLabel = "TAG|DIGEST",
            description = "the revision: its tag, rN or digest (default: the approved one before the current)")
    String to;

    @Option(
            names = "--leaves",
            paramLabel = "DIGEST",
            description = "the digest that you saw under the tags; where they have another one, nothing is done")
    String leaves;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; part of the events that subscribers get")
    String reason;

    @Option(names = "--wait", description = "wait for its end, and exit with its result")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "with --wait: how long at most (default: ${DEFAULT-VALUE})")
    Duration timeout;

    @Option(names = "--json", description = "print the rollback as JSON")
    boolean json;

    /** A rollback as the console shows it. */
    record Rollback(
            String id,
            String state,
            String image,
            String digest,
            Integer revision,
            String blocked,
            List<String> tags,
            Failure failure) {

        /** Whether what was asked for exists. */
        boolean names() {
            return failure == null || !NAMES_NOTHING.contains(failure.kind());
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        ConsoleClient console = parent.client();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String asked = NewIds.of("rollback", Instant.now()).value();
        err.println("asks for " + asked);
        Absence absence = wait
                ? new Absence(console.address(), err::println, timeout)
                : new Absence(console.address(), err::println);
        // Without an id of its own, what is asked for again would be a second one, one revision further back.
        JsonNode now = new Asking(
                        absence,
                        console.address().resolve("/rollbacks/" + asked).toString())
                .until(() -> console.requestRollback(order(asked)));
        Rollback rollback = Json.value(now, Rollback.class);
        if (!wait) {
            out.println(json ? Json.pretty(now) : "requested " + rollback.id());
            return ExitCode.OK;
        }
        String id = rollback.id();
        err.println("requested " + id);
        while (rollback.state().equals("requested") && !absence.isOver()) {
            Thread.sleep(PAUSE);
            now = absence.through(() -> console.rollback(id));
            rollback = Json.value(now, Rollback.class);
        }
        out.println(json ? Json.pretty(now) : text(rollback));
        return switch (rollback.state()) {
            case "succeeded" -> ExitCode.OK;
            case "failed" -> rollback.names() ? ExitCode.FAILED : ExitCode.NOT_FOUND;
            default -> ExitCode.TIMED_OUT;
        };
    }

    private Map<String, Object> order(String id) {
        return Order.ofThisUser()
                .with("reference", reference)
                .with("to", to)
                .with("leaves", leaves)
                .with("reason", reason)
                .with("id", id)
                .fields();
    }

    private static String text(Rollback rollback) {
        return switch (rollback.state()) {
            case "succeeded" ->
                rollback.image() + " is back at revision " + rollback.revision() + " (" + Text.digest(rollback.digest())
                        + "): " + String.join(" ", rollback.tags()) + "\nblocked: " + rollback.blocked();
            case "failed" ->
                "not rolled back: " + rollback.failure().message() + " ("
                        + rollback.failure().kind() + ")";
            default -> rollback.id() + " did not end within the time-out; it goes on";
        };
    }
}
