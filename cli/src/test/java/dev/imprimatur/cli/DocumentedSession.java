package dev.imprimatur.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a document lets its reader type, in order, and what it says that comes of it. {@code /tmp} stands for a folder
 * of the test, a line {@code …} for lines that are left out, and {@code …} within a line for a part of it.
 */
final class DocumentedSession {
    private static final Pattern BLOCK = Pattern.compile("^```\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String OURS = "./imprimatur ";

    /** A command, or a whole block of them, and what is printed. */
    record Step(String command, String output) {
        boolean ofOurs() {
            return command.startsWith(OURS);
        }

        String[] arguments() {
            return command.substring(OURS.length()).split(" ");
        }

        /** What is printed, as a pattern. */
        Pattern expected() {
            return Pattern.compile(output.lines()
                    .map(line -> line.equals("…") ? "(?:.*\n)*?" : quoted(line) + "\n")
                    .collect(Collectors.joining()));
        }

        private static String quoted(String line) {
            return Stream.of(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        }
    }

    private final Path folder;

    DocumentedSession(Path folder) {
        this.folder = folder;
    }

    /** The steps of a document. */
    List<Step> steps(String document) throws IOException {
        List<Step> steps = new ArrayList<>();
        String text = Files.readString(DocumentedCommand.ROOT.resolve("docs").resolve(document));
        Matcher block = BLOCK.matcher(text.replace("/tmp/", folder + "/"));
        while (block.find()) {
            if (block.group(1).startsWith("$ ")) {
                for (String step : block.group(1).substring(2).split("\n\\$ ")) {
                    String[] parts = step.strip().split("\n", 2);
                    steps.add(new Step(parts[0], parts.length == 1 ? "" : parts[1]));
                }
            } else {
                steps.add(new Step(block.group(1), ""));
            }
        }
        return steps;
    }

    /** Runs a step; what it prints for people comes first, as in a terminal. */
    String run(Step step) throws IOException, InterruptedException {
        if (step.ofOurs()) {
            Run run = Run.of(step.arguments());
            return run.err() + run.out();
        }
        Process process = new ProcessBuilder("bash", "-euc", step.command())
                .directory(DocumentedCommand.ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError(step.command() + " ended with " + process.exitValue() + ": " + output);
        }
        return output;
    }
}
