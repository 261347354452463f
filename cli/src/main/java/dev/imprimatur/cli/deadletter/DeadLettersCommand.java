package dev.imprimatur.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.DeadLetter;
import dev.imprimatur.cli.console.DeadLetters;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.JsonForm;
import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.Silent;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows dead letters, and decides what becomes of them. */
@Command(
        name = "dead-letters",
        description = "Show what services could not handle, and decide: handle it again, or drop it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur dead-letters",
            "  imprimatur dead-letters list --state dropped --json",
            "  imprimatur dead-letters show renderer:build-completed-0-17-1795842000000",
            "  imprimatur dead-letters redrive --topic build-completed --reason 'fixed in 1.4.2'",
            "  imprimatur dead-letters drop renderer:build-completed-0-17-1795842000000 --reason 'a typo by hand'"
        })
public final class DeadLettersCommand implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    /** Which letters are decided on. */
    static final class Which {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "these letters")
        List<String> ids;

        @Option(names = "--topic", paramLabel = "TOPIC", description = "all letters of this topic")
        String topic;

        @Option(names = "--all", description = "all letters")
        boolean all;
    }

    /** What redrive, drop and restore are given alike. */
    static final class Decision {
        @ArgGroup(exclusive = true, multiplicity = "1")
        Which which;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
        String reason;

        @Option(names = "--json", description = "print one JSON array of objects")
        boolean json;
    }

    @Override
    public Integer call() {
        return list("waiting", null, null, new JsonForm());
    }

    /** Lists letters. */
    @Command(
            description = "List dead letters, the oldest first.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  imprimatur dead-letters list",
                "  imprimatur dead-letters list --service renderer --topic build-completed",
                "  imprimatur dead-letters list --state dropped --jsonl | jq -r .id"
            })
    int list(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "waiting",
                            description = "waiting (default), redriven, dropped or all")
                    String state,
            @Option(names = "--topic", paramLabel = "TOPIC", description = "only those of this topic") String topic,
            @Option(names = "--service", paramLabel = "SERVICE", description = "only those that this service refused")
                    String service,
            @ArgGroup JsonForm given) {
        JsonForm form = given == null ? new JsonForm() : given;
        DeadLetters.Found found = letters().list(service, topic, state);
        if (form.wanted()) {
            form.print(Json.MAPPER.createArrayNode().addAll(found.letters()), out());
        } else {
            Table<DeadLetter> table = Table.of(found.letters().stream()
                            .map(letter -> Json.value(letter, DeadLetter.class))
                            .toList())
                    .column("ID", DeadLetter::id)
                    .column("TIMES", DeadLetter::refusals)
                    .column("LAST", letter -> Text.time(letter.refusedAt()))
                    .column("STATE", DeadLetter::state)
                    .column("REASON", DeadLetter::reason);
            out().println(table);
        }
        tell(found.silent());
        return found.silent().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Shows a letter. */
    @Command(
            description = "Show a dead letter with its headers and value.",
            footerHeading = "%nExamples:%n",
            footer = {"  imprimatur dead-letters show renderer:build-completed-0-17-1795842000000"})
    int show(
            @Parameters(paramLabel = "ID", description = "the letter, as 'list' names it") String id,
            @Option(names = "--json", description = "print JSON") boolean json) {
        JsonNode letter = letters().letter(id);
        out().println(json ? Json.pretty(letter) : LetterText.of(letter));
        return ExitCode.OK;
    }

    /** Has letters handled again. */
    @Command(
            description = "Hand letters to the service that refused them, as the events that they are: one that it has"
                    + " handled meanwhile changes nothing.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  imprimatur dead-letters redrive renderer:build-completed-0-17-1795842000000 --reason 'fixed in 1.4.2'",
                "  imprimatur dead-letters redrive --topic build-completed --reason 'fixed in 1.4.2'"
            })
    int redrive(@Mixin Decision decision) {
        return decide("redrive", "waiting", decision);
    }

    /** Drops letters. */
    @Command(
            description = "Drop letters: they are kept for 30 days, and can be put back until then.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  imprimatur dead-letters drop renderer:build-completed-0-17-1795842000000 --reason 'a typo by hand'",
                "  imprimatur dead-letters drop --all --reason 'a test'"
            })
    int drop(@Mixin Decision decision) {
        return decide("drop", "waiting", decision);
    }

    /** Puts dropped letters back. */
    @Command(
            description = "Put dropped letters back, so that they wait again.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  imprimatur dead-letters restore renderer:build-completed-0-17-1795842000000 --reason 'dropped by mistake'"
            })
    int restore(@Mixin Decision decision) {
        return decide("restore", "dropped", decision);
    }

    private int decide(String act, String state, Decision decision) {
        boolean complete = true;
        List<String> ids = decision.which.ids;
        if (ids == null) {
            DeadLetters.Found found = letters().list(null, decision.which.topic, state);
            tell(found.silent());
            complete = found.silent().isEmpty();
            ids = found.letters().stream()
                    .map(letter -> letter.path("id").asText())
                    .toList();
        }
        List<DeadLetters.Outcome> outcomes = letters().decide(act, ids, decision.reason);
        if (decision.json) {
            out().println(Json.pretty(outcomes));
        } else {
            outcomes.forEach(outcome -> out().println(outcome.id() + ": " + outcome.message()));
            Map<Boolean, Long> counts = outcomes.stream()
                    .collect(Collectors.partitioningBy(DeadLetters.Outcome::done, Collectors.counting()));
            out().println(counts.get(true) + " done, " + counts.get(false) + " not");
        }
        return complete && outcomes.stream().allMatch(DeadLetters.Outcome::done) ? ExitCode.OK : ExitCode.FAILED;
    }

    private void tell(List<Silent> silent) {
        silent.forEach(service -> spec.commandLine().getErr().println("not listed: " + service.why()));
    }

    private DeadLetters letters() {
        return parent.client().deadLetters();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
