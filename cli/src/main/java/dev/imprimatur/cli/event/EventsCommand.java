package dev.imprimatur.cli.event;

import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.Absence;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleEvent;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.Printed;
import dev.imprimatur.cli.output.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints events: those that are there, and with {@code --follow} those to come. */
@Command(
        name = "events",
        description = "Print the events, oldest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur events",
            "  imprimatur events publish-completed rebuild-completed --follow",
            "  imprimatur events --since 1200 --json"
        })
public final class EventsCommand implements Callable<Integer> {
    private static final int WAIT_SECONDS = 20;

    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", arity = "0..*", description = "only these topics, for example publish-completed")
    List<String> topics = List.of();

    @Option(names = "--follow", description = "go on with those to come, until interrupted")
    boolean follow;

    @Option(
            names = "--since",
            paramLabel = "SEQ",
            defaultValue = "0",
            description = "only those after this sequence number")
    long since;

    @Option(
            names = {"--json", "--jsonl"},
            description = "one JSON object a line: seq, topic, key, event")
    boolean json;

    @Override
    public Integer call() {
        ConsoleClient console = parent.client();
        PrintWriter out = spec.commandLine().getOut();
        long after = since;
        Printed printed = new Printed();
        // It is waited for, so that no event is missed.
        Absence absence = new Absence(console.address(), spec.commandLine().getErr()::println);
        while (!out.checkError()) {
            List<ConsoleEvent> events;
            try {
                events = console.events(after, topics, null, follow ? WAIT_SECONDS : 0);
                absence.ended();
            } catch (ConsoleException e) {
                if (!follow) {
                    throw e;
                }
                if (e.kind() == ConsoleException.Kind.GONE && after > 0) {
                    after = 0;
                    continue;
                }
                absence.await(e);
                continue;
            }
            if (events.isEmpty() && !follow) {
                break;
            }
            for (ConsoleEvent event : events) {
                after = event.seq();
                if (!follow || printed.isFirst(event)) {
                    out.println(json ? Json.text(event) : line(event));
                }
            }
        }
        return ExitCode.OK;
    }

    private static String line(ConsoleEvent item) {
        return "%6d  %s  %-17s  %s  %s (%s)"
                .formatted(
                        item.seq(),
                        item.event().path("occurredAt").asText(),
                        item.topic(),
                        item.key(),
                        EventText.of(item),
                        item.event().path("rebuildId").asText());
    }
}
