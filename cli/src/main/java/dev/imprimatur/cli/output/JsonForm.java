package dev.imprimatur.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether an answer is printed as JSON, and in which form: the options of every command that prints a list. */
public final class JsonForm {
    @Option(names = "--json", description = "print JSON")
    boolean whole;

    @Option(names = "--jsonl", description = "print one JSON object a line, for each of a list")
    boolean lines;

    /** Whether it is to be JSON. */
    public boolean wanted() {
        return whole || lines;
    }

    /** Whether it is to be one object a line. */
    public boolean inLines() {
        return lines;
    }

    /**
     * Prints it.
     *
     * @param answer all of it
     * @param rows of what it is a list
     */
    public void print(JsonNode answer, Iterable<JsonNode> rows, PrintWriter out) {
        if (lines) {
            rows.forEach(row -> out.println(Json.text(row)));
        } else {
            out.println(Json.pretty(answer));
        }
    }

    /** Prints it in that form where one is wanted, and this text for people otherwise. */
    public void show(JsonNode answer, Object text, PrintWriter out) {
        if (wanted()) {
            print(answer, out);
        } else {
            out.println(text);
        }
    }

    /** Prints it: a list, or one thing. */
    public void print(JsonNode answer, PrintWriter out) {
        print(answer, answer.isArray() ? answer : List.of(answer), out);
    }
}
