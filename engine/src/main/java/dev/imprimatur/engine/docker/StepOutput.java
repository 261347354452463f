package dev.imprimatur.engine.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The end of what the build's present step printed. */
final class StepOutput {
    private static final Pattern STEP = Pattern.compile("Step (\\d{1,6})/\\d+ : .*");
    private static final Pattern ENGINE =
            Pattern.compile(" ---> .*|Removing intermediate container [0-9a-f]+|The command '.*");

    private final Tail tail = new Tail();
    private volatile int number;

    /** Takes whole lines. */
    void write(String text) {
        text.lines().forEach(line -> {
            Matcher step = STEP.matcher(line);
            if (step.matches()) {
                number = Integer.parseInt(step.group(1));
                tail.clear();
            } else if (!ENGINE.matcher(line).matches()) {
                tail.add(line);
            }
        });
    }

    /** The present step's number, 0 before the first one. */
    int number() {
        return number;
    }

    /** The last lines. */
    String tail() {
        return tail.text();
    }
}
