package dev.imprimatur.cli.console;

import dev.imprimatur.oci.PlainText;
import java.util.List;

/**
 * Why something did not work.
 *
 * @param kind the kind in kebab case
 * @param message what went wrong and what to do
 * @param command the command that failed, or null
 * @param exitCode its exit code, or null
 * @param output the last lines of its output, or null
 */
public record Failure(String kind, String message, String command, Integer exitCode, String output) {
    private static final int LINES = 15;

    /** What went wrong, which command, and the last of what it printed; each line with a line break. */
    public String text() {
        // A line of its own begins indented, so that it cannot be taken for another one's.
        StringBuilder text = new StringBuilder(message.replaceAll("\\R", "\n    ") + " (" + PlainText.of(kind) + ")\n");
        if (command != null) {
            text.append("    command: ").append(PlainText.of(command));
            text.append(exitCode == null ? "" : " (exit code " + exitCode + ")").append('\n');
        }
        List<String> lines = output == null ? List.of() : output.lines().toList();
        lines.subList(Math.max(0, lines.size() - LINES), lines.size())
                .forEach(line -> text.append("    | ").append(line).append('\n'));
        return text.toString();
    }
}
