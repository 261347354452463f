package dev.imprimatur.events;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The instructions of a test's Dockerfile, as the engine's classic builder reads them: an instruction goes on behind a
 * backslash, and comments and blank lines neither end one nor begin one.
 */
public final class TestInstructions {
    /** A command in either form; what the shell takes for a comment and an empty list of words are none. */
    private static final Pattern RUNS =
            Pattern.compile("RUN(?:\\s+--\\S+)*+\\s+(?!#|\\[\\s*\\]\\s*$)\\S.*", Pattern.CASE_INSENSITIVE);

    private TestInstructions() {}

    /**
     * Whether the test runs a command at all. One that does not, since it is empty or only copies files or sets
     * variables, passes on every image and says nothing about any.
     */
    public static boolean runAnything(String dockerfile) {
        return instructions(dockerfile).stream()
                .anyMatch(instruction -> RUNS.matcher(instruction).matches());
    }

    private static List<String> instructions(String dockerfile) {
        List<String> instructions = new ArrayList<>();
        StringBuilder instruction = new StringBuilder();
        for (String each : dockerfile.split("\r?\n", -1)) {
            String line = each.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            boolean goesOn = line.endsWith("\\");
            instruction.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                instructions.add(instruction.toString().strip());
                instruction.setLength(0);
            }
        }
        instructions.add(instruction.toString().strip());
        return instructions;
    }
}
