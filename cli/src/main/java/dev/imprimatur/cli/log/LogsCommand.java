package dev.imprimatur.cli.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.command.RootCommand;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.ImageRun;
import dev.imprimatur.cli.console.LogRecord;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.console.answer.StageLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints, follows or checks a log, or the logs of an image. */
@Command(
        name = "logs",
        description = "Print a log, or the newest logs of an image: build, tests, publication.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  imprimatur logs node/22.23.3/bookworm --follow",
            "  imprimatur logs localhost:5000/node:22 --timestamps",
            "  imprimatur logs b-0123456789abcdef0123 --attempt 2",
            "  imprimatur logs node:22 --grep 'unable to'",
            "  imprimatur logs node:22 --verify"
        })
public final class LogsCommand implements Callable<Integer> {
    @ParentCommand
    RootCommand parent;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "LOG-OR-IMAGE", description = "the id of a log, or whatever 'why' takes")
    String name;

    @Option(names = "--follow", description = "go on with what is still to come, until the image's end")
    boolean follow;

    @Option(names = "--attempt", paramLabel = "N", description = "only what this attempt printed")
    Integer attempt;

    @Option(names = "--timestamps", description = "put the time at which it came before each line")
    boolean timestamps;

    @Option(
            names = {"--json", "--jsonl"},
            description = "one JSON object a line: stage, log, attempt, time, line")
    boolean json;

    @Option(
            names = "--grep",
            paramLabel = "TEXT",
            description =
                    "only lines that hold this, in whatever case, with their numbers; the whole log is searched where"
                            + " it is kept; exit code 3 if there is none")
    String grep;

    @Option(
            names = "--verify",
            description = "instead of printing, check that each record follows from the one before, and the last one is"
                    + " what the stage's event said; exit code 1 if not")
    boolean verify;

    private ConsoleClient console;
    private PrintWriter out;

    @Override
    public Integer call() throws InterruptedException {
        if (verify && (follow || timestamps || attempt != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--verify checks whole logs: it goes with --json and nothing else");
        }
        if (grep != null && (verify || follow || timestamps)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--grep searches what is there: it goes with --attempt, --json and nothing else");
        }
        console = parent.client();
        out = spec.commandLine().getOut();
        Optional<JsonNode> story = story(name);
        ImageRun run = story.map(LogsCommand::run).orElse(null);
        List<StageLog> logs = story.map(this::logs).orElse(List.of(new StageLog("", name, null, null)));
        if (run != null && follow && logs.size() > 1) {
            JsonNode newest = console.why(run.image());
            run = run(newest);
            logs = logs(newest);
        }
        if (grep != null) {
            return new LogSearch(console, out, json).find(grep, attempt, logs);
        }
        return verify ? check(logs) : print(logs, run);
    }

    private Optional<JsonNode> story(String reference) {
        try {
            return Optional.of(console.why(reference));
        } catch (ConsoleException e) {
            if (e.kind() == ConsoleException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static ImageRun run(JsonNode story) {
        return Json.value(story.path("run"), ImageRun.class);
    }

    /** The one that was asked for by its id, or all. */
    private List<StageLog> logs(JsonNode story) {
        List<StageLog> all = Json.list(story.path("logs"), StageLog.class);
        List<StageLog> named = all.stream().filter(log -> log.id().equals(name)).toList();
        return named.isEmpty() ? all : named;
    }

    private int print(List<StageLog> logs, ImageRun run) throws InterruptedException {
        boolean any = false;
        boolean gone = false;
        LogPrinter.Form form = json ? LogPrinter.Form.JSON : timestamps ? LogPrinter.Form.TIMED : LogPrinter.Form.PLAIN;
        for (StageLog log : logs) {
            LogPrinter printer = new LogPrinter(out, log, form, logs.size() > 1);
            try {
                if (follow) {
                    new LogFollower(console, log, printer, () -> run == null || ended(run)).follow(attempt);
                } else {
                    print(log, printer);
                }
            } catch (ConsoleException e) {
                gone |= isGone(e);
            }
            any |= printer.printedAny();
        }
        if (!any && !gone) {
            throw new ConsoleException(ConsoleException.Kind.NOT_FOUND, nothing(run));
        }
        return any ? ExitCode.OK : ExitCode.NOT_FOUND;
    }

    /** A log that is not there keeps no reader from the others; that one was removed is printed. */
    private boolean isGone(ConsoleException e) {
        return switch (e.kind()) {
            case NOT_FOUND -> false;
            case GONE -> {
                spec.commandLine().getErr().println(e.getMessage());
                yield true;
            }
            default -> throw e;
        };
    }

    private String nothing(ImageRun run) {
        if (run == null) {
            return "there is no log or image '" + name + "'";
        }
        return name + " has no log" + (attempt == null ? "" : " of attempt " + attempt) + ": it is " + run.stage()
                + " in rebuild " + run.rebuildId();
    }

    /** Whether the image is as far as it gets in its rebuild. */
    private boolean ended(ImageRun run) {
        return console.rebuild(run.rebuildId())
                .path("images")
                .valueStream()
                .filter(image -> run.image().equals(image.path("image").asText()))
                .noneMatch(image -> List.of("rendered", "built", "tested")
                        .contains(image.path("stage").asText()));
    }

    private void print(StageLog log, LogPrinter printer) {
        List<LogRecord> page = console.records(log.id(), 0);
        if (page.isEmpty() && log.digest() != null && log.records() == null) {
            printer.printEarlier(console.log(log.id()));
        }
        while (!page.isEmpty()) {
            for (LogRecord record : page) {
                if (attempt == null || attempt == record.attempt()) {
                    printer.print(record.attempt(), text(record));
                }
            }
            page = console.records(log.id(), page.getLast().seq());
        }
    }

    private String text(LogRecord record) {
        try {
            return new String(record.text(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConsoleException(
                    ConsoleException.Kind.FAILED,
                    "record " + record.seq() + " cannot be unpacked: " + e.getMessage() + "; see --verify");
        }
    }

    private int check(List<StageLog> logs) {
        List<LogChain.Result> results = logs.stream()
                .map(log -> new LogChain(console, log).check())
                .filter(result -> result.records() > 0 || result.bytes() > 0 || sealed(logs, result))
                .toList();
        if (results.isEmpty()) {
            throw new ConsoleException(ConsoleException.Kind.NOT_FOUND, "there is no log of '" + name + "' yet");
        }
        if (json) {
            out.println(Json.pretty(results));
        }
        for (LogChain.Result result : results) {
            if (result.problem() != null) {
                spec.commandLine().getErr().println(title(result) + " is not whole: " + result.problem());
            } else if (!json && result.expired() != null) {
                out.println(title(result) + " cannot be checked any more: " + result.expired());
            } else if (!json) {
                out.println(title(result) + " is whole: " + Text.counted(result.records(), "record") + ", "
                        + result.bytes() + " bytes, "
                        + (result.sealed() ? "sealed by its event as " : "not sealed yet, so far ")
                        + Text.digest(result.head()));
            }
        }
        return results.stream().allMatch(result -> result.problem() == null) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** An event that names a log is a promise that there is one. */
    private static boolean sealed(List<StageLog> logs, LogChain.Result result) {
        return logs.stream().anyMatch(log -> log.id().equals(result.log()) && log.digest() != null);
    }

    private static String title(LogChain.Result result) {
        return (result.stage() + " log " + result.log()).strip();
    }
}
