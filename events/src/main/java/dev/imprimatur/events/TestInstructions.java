package dev.imprimatur.events;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import dev.imprimatur.dockerfile.Parts;
import dev.imprimatur.dockerfile.Sources;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a test's Dockerfile says, as the engine's classic builder reads it: behind {@code FROM} and a label. That of
 * newer engines knows here-documents, so what counts is how either of the two reads it.
 */
public final class TestInstructions {
    /** What the shell takes for a comment, and an empty list of words. */
    private static final Pattern NO_COMMAND = Pattern.compile("(?s)(?:#.*|\\[\\s*\\])?");

    private static final Set<String> COPIES = Set.of("COPY", "ADD");

    private static final Pattern FROM = Pattern.compile("(?is)FROM(?:\\s.*)?");
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
     * variables, passes on every image and says nothing about any. So does one whose only command is the text of a
     * here-document.
     */
    public static boolean runAnything(String dockerfile) {
        Dockerfile test = Dockerfile.fragment(dockerfile);
        return Stream.of(test.ofBuildKit(), test.ofClassic())
                .allMatch(reading -> reading.stream().anyMatch(TestInstructions::runs));
    }

    private static boolean runs(Instruction instruction) {
        Parts parts = Parts.of(instruction.text());
        return parts.name().equals("RUN") && !NO_COMMAND.matcher(parts.rest()).matches();
    }

    /**
     * What the Dockerfile does that a test may not: a test stands on the image that it tests alone, so it begins no
     * stage and copies from no other image; and without the network it may not let the engine download for it either.
     *
     * @param network whether the test may use the network
     */
    public static List<Mistake> mistakes(String dockerfile, boolean network) {
        return Dockerfile.fragment(dockerfile).ofEither().stream()
                .flatMap(instruction ->
                        mistake(instruction, network).map(message -> new Mistake(instruction.line(), message)).stream())
                .toList();
    }

    /** The engine reads quotes and escapes within addresses, so they are left aside. */
    private static Optional<String> mistake(Instruction instruction, boolean network) {
        String text = instruction.text().replaceAll("[\"'\\\\]", "");
        if (FROM.matcher(text).matches()) {
            return Optional.of("FROM is not for a test, which always runs on the image that it tests; remove the line");
        }
        if (COPIES.contains(Parts.of(text).name()) && !Sources.of(instruction).isEmpty()) {
            return Optional.of("--from is not for a test, which stands on the image that it tests alone;"
                    + " put the files into the test's folder");
        }
        return !network && ADD_URL.matcher(text).matches()
                ? Optional.of("ADD downloads, but the test has no network;"
                        + " put the file into the test's folder, or give the test the network")
                : Optional.empty();
    }
}
