package dev.imprimatur.events;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a test's Dockerfile says, as the engine's classic builder reads it: behind {@code FROM} and a label. */
public final class TestInstructions {
    /** A command in either form; what the shell takes for a comment and an empty list of words are none. */
    private static final Pattern RUNS = Pattern.compile("(?is)RUN(?:\\s+--\\S+)*+\\s+(?!#|\\[\\s*\\]\\s*$)\\S.*");

    private static final Pattern FROM = Pattern.compile("(?is)FROM(?:\\s.*)?");
    private static final Pattern COPY_FROM = Pattern.compile("(?is)(?:COPY|ADD)\\s+(?:--\\S+\\s+)*--from=.*");
    private static final Pattern ADD_URL = Pattern.compile("(?is)ADD\\s.*https?://.*");

    private TestInstructions() {}

    /**
     * Something that a test may not do.
     *
     * @param line the line on which its instruction begins, counted from 1
     * @param message what is wrong, and what to do
     */
    public record Mistake(int line, String message) {}

    /**
     * Whether the test runs a command at all. One that does not, since it is empty or only copies files or sets
     * variables, passes on every image and says nothing about any.
     */
    public static boolean runAnything(String dockerfile) {
        return instructions(dockerfile).stream()
                .anyMatch(instruction -> RUNS.matcher(instruction.text()).matches());
    }

    /**
     * What the Dockerfile does that a test may not: a test stands on the image that it tests alone, so it begins no stage and
     * copies from no other image; and without the network it may not let the engine download for it either.
     *
     * @param network whether the test may use the network
     */
    public static List<Mistake> mistakes(String dockerfile, boolean network) {
        return instructions(dockerfile).stream()
                .flatMap(instruction ->
                        mistake(instruction.text(), network)
                                .map(message -> new Mistake(instruction.line(), message))
                                .stream())
                .toList();
    }

    /** The engine reads quotes and escapes within flags and addresses, so they are left aside. */
    private static Optional<String> mistake(String written, boolean network) {
        String instruction = written.replaceAll("[\"'\\\\]", "");
        if (FROM.matcher(instruction).matches()) {
            return Optional.of("FROM is not for a test, which always runs on the image that it tests; remove the line");
        }
        if (COPY_FROM.matcher(instruction).matches()) {
            return Optional.of("--from is not for a test, which stands on the image that it tests alone;"
                    + " put the files into the test's folder");
        }
        return !network && ADD_URL.matcher(instruction).matches()
                ? Optional.of("ADD downloads, but the test has no network;"
                        + " put the file into the test's folder, or give the test the network")
                : Optional.empty();
    }

    private static List<Instruction> instructions(String dockerfile) {
        return Dockerfile.fragment(dockerfile).ofClassic();
    }
}
