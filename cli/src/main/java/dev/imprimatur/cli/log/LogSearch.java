package dev.imprimatur.cli.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.console.answer.StageLog;
import java.io.PrintWriter;
import java.util.List;

/** Finds the lines of logs that hold a text; the service that keeps a log searches it. */
final class LogSearch {
    private final ConsoleClient console;
    private final PrintWriter out;
    private final boolean json;

    LogSearch(ConsoleClient console, PrintWriter out, boolean json) {
        this.console = console;
        this.out = out;
        this.json = json;
    }

    /**
     * Prints the lines with their numbers.
     *
     * @param attempt only those of this attempt, or of all if it is null
     */
    int find(String text, Integer attempt, List<StageLog> logs) {
        boolean known = false;
        long hits = 0;
        for (StageLog log : logs) {
            try {
                hits += find(text, attempt, log, logs.size() > 1);
                known = true;
            } catch (ConsoleException e) {
                if (e.kind() != ConsoleException.Kind.NOT_FOUND && e.kind() != ConsoleException.Kind.GONE) {
                    throw e;
                }
            }
        }
        if (!known) {
            throw new ConsoleException(ConsoleException.Kind.NOT_FOUND, "there is no such log, or not any more");
        }
        return hits > 0 ? ExitCode.OK : ExitCode.NOT_FOUND;
    }

    private long find(String text, Integer attempt, StageLog log, boolean titled) {
        JsonNode page = console.search(log.id(), text, 1, attempt);
        long hits = page.path("hits").asLong();
        if (titled && hits > 0 && !json) {
            out.println("--- " + log);
        }
        while (true) {
            page.path("lines").forEach(line -> print(log, line));
            if (!page.hasNonNull("next")) {
                return hits;
            }
            page = console.search(log.id(), text, page.path("next").asLong(), attempt);
        }
    }

    private void print(StageLog log, JsonNode line) {
        if (json) {
            ObjectNode told = Json.MAPPER.createObjectNode();
            told.put("stage", log.stage()).put("log", log.id()).setAll((ObjectNode) line);
            out.println(Json.text(told));
        } else {
            out.println(line.path("number").asLong() + ": " + line.path("text").asText());
        }
    }
}
