package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.Asking;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.console.answer.Plan;
import dev.imprimatur.console.order.NewIds;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a rebuild is asked for, whichever images it is about; tries it out, requests it, and waits for its end. */
final class RequestOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--allow",
            paramLabel = "CHANGE",
            split = ",",
            description = "changes of tags that are refused otherwise: backward, takeover, vanish")
    List<String> allow;

    @Option(
            names = "--dry-run",
            description = "show what would be built and why, how long it would take, and what would become of tags;"
                    + " exit with 1 if the rebuild would be refused")
    boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; part of the events that subscribers get")
    String reason;

    @Option(names = "--priority", paramLabel = "P", description = "background, scheduled, manual (default) or security")
    String priority;

    @Option(
            names = "--cancel-after",
            paramLabel = "DURATION",
            description = "cancel the rebuild if it has not ended by then, for example 45m; with or without --wait")
    Duration cancelAfter;

    @Mixin
    Following following;

    /**
     * Requests a rebuild of these images, or shows what it would do.
     *
     * @param why the reason where the command line gives none, or null
     * @return the exit code
     */
    int request(ConsoleClient console, Requested images, String why) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (dryRun) {
            return tell(console.plan(images.query(allow)), out, err);
        }
        String asked = NewIds.of("rb", Instant.now()).value();
        Map<String, Object> order = images.order()
                .with("reason", reason == null ? why : reason)
                .with("priority", priority)
                .with("timeout", cancelAfter == null ? null : cancelAfter.toString())
                .with("allow", allow)
                .with("id", asked)
                .fields();
        JsonNode requested = new Asking(following.absence(console, err), "imprimatur rebuilds " + asked)
                .until(() -> console.requestRebuild(order));
        String id = requested.path("id").asText();
        if (!following.wait) {
            following.form.show(requested, "requested rebuild " + id + "; imprimatur rebuilds " + id, out);
            return ExitCode.OK;
        }
        err.println("requested rebuild " + id);
        return following.toTheEnd(following.follower(console, out, err), id, out, err);
    }

    private int tell(JsonNode answer, PrintWriter out, PrintWriter err) {
        Plan plan = Json.value(answer, Plan.class);
        plan.notices().forEach(notice -> err.println("notice: " + notice));
        following.form.show(answer, DryRunReport.of(plan), out);
        if (plan.refused() == null) {
            return ExitCode.OK;
        }
        err.println("this rebuild would be refused: " + plan.refused());
        return ExitCode.FAILED;
    }
}
