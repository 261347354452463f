package dev.imprimatur.engine.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The end of what the build's present step printed. */
final class StepOutput {
    /**
     * A step.
     *
     * @param number counted from 1; 0 before the first one
     * @param instruction as the engine prints it
     */
    record Step(int number, String instruction) {}

    private static final Pattern STEP = Pattern.compile("Step (\\d{1,6})/\\d+ : (.*)");
    private static final Pattern ENGINE =
            Pattern.compile(" ---> .*|Removing intermediate container [0-9a-f]+|The command '.*");

    private final Tail tail = new Tail();
    private volatile Step present = new Step(0, "");

    /** Takes whole lines. */
    void write(String text) {
        text.lines().forEach(line -> {
            Matcher step = STEP.matcher(line);
            if (step.matches()) {
                present = new Step(Integer.parseInt(step.group(1)), step.group(2));
                tail.clear();
            } else if (!ENGINE.matcher(line).matches()) {
                tail.add(line);
            }
        });
    }

    /** The present step. */
    Step present() {
        return present;
    }

    /** The last lines. */
    String tail() {
        return tail.text();
    }
}
