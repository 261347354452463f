package dev.imprimatur.cli.log;

import dev.imprimatur.cli.output.Json;
import dev.imprimatur.console.answer.StageLog;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints the lines of a log, with or without their times, or as one JSON object a line. */
final class LogPrinter {
    private static final int TIME = "2026-11-24T03:00:12.345Z".length();

    private final PrintWriter out;
    private final StageLog log;
    private final Form form;
    private final boolean titled;
    private final StringBuilder begun = new StringBuilder();
    private boolean any;

    /** How lines are printed. */
    enum Form {
        PLAIN,
        TIMED,
        JSON
    }

    LogPrinter(PrintWriter out, StageLog log, Form form, boolean titled) {
        this.out = out;
        this.log = log;
        this.form = form;
        this.titled = titled && form != Form.JSON;
    }

    /** Whether there was anything. */
    boolean printedAny() {
        return any;
    }

    /** Whether no one reads what is printed. */
    boolean isUnread() {
        return out.checkError();
    }

    /** Prints a record's lines; one that goes on in the next record waits for it. */
    void print(int attempt, String text) {
        title();
        begun.append(text);
        int from = 0;
        for (int end = begun.indexOf("\n"); end >= 0; end = begun.indexOf("\n", from)) {
            line(attempt, begun.substring(from, end));
            from = end + 1;
        }
        begun.delete(0, from);
        out.flush();
    }

    /** Prints a log from before lines had times. */
    void printEarlier(String text) {
        title();
        text.lines().forEach(line -> {
            if (form == Form.JSON) {
                json(null, null, line);
            } else {
                out.println(line);
            }
        });
        out.flush();
    }

    private void title() {
        if (titled && !any) {
            out.println("--- " + log);
        }
        any = true;
    }

    private void line(int attempt, String line) {
        int time = Math.min(TIME, line.length());
        String text = line.substring(Math.min(TIME + 1, line.length()));
        switch (form) {
            case PLAIN -> out.println(text);
            case TIMED -> out.println(line);
            case JSON -> json(attempt, line.substring(0, time), text);
        }
    }

    private void json(Integer attempt, String time, String text) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stage", log.stage());
        fields.put("log", log.id());
        fields.put("attempt", attempt);
        fields.put("time", time);
        fields.put("line", text);
        fields.values().removeIf(value -> value == null);
        out.println(Json.text(fields));
    }
}
