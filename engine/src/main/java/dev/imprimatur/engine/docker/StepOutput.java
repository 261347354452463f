package dev.imprimatur.engine.docker;

import java.util.regex.Pattern;

/** The end of what the build's present step printed. */
final class StepOutput {
    private static final Pattern STEP = Pattern.compile("Step \\d+/\\d+ : .*");
    private static final Pattern ENGINE =
            Pattern.compile(" ---> .*|Removing intermediate container [0-9a-f]+|The command '.*");

    private final Tail tail = new Tail();

    /** Takes whole lines. */
    void write(String text) {
        text.lines().forEach(line -> {
            if (STEP.matcher(line).matches()) {
                tail.clear();
            } else if (!ENGINE.matcher(line).matches()) {
                tail.add(line);
            }
        });
    }

    /** The last lines. */
    String tail() {
        return tail.text();
    }
}
