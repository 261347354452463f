package dev.imprimatur.engine.docker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/** The end of what the build's present step printed: enough to see why it failed, little enough for an event. */
final class StepOutput {
    private static final int LINES = 40;
    private static final int CHARACTERS = 4096;
    private static final Pattern STEP = Pattern.compile("Step \\d+/\\d+ : .*");
    private static final Pattern ENGINE =
            Pattern.compile(" ---> .*|Removing intermediate container [0-9a-f]+|The command '.*");

    private final Deque<String> lines = new ArrayDeque<>();

    /** Takes whole lines. */
    void write(String text) {
        text.lines().forEach(line -> {
            if (STEP.matcher(line).matches()) {
                lines.clear();
            } else if (!ENGINE.matcher(line).matches() && !(line.isEmpty() && lines.isEmpty())) {
                lines.addLast(line);
                if (lines.size() > LINES) {
                    lines.removeFirst();
                }
            }
        });
    }

    /** The last lines. */
    String tail() {
        String all = String.join("\n", lines);
        return all.length() <= CHARACTERS ? all : "…" + all.substring(all.length() - CHARACTERS + 1);
    }
}
