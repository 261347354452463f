package dev.imprimatur.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command of {@code ./imprimatur} as a document shows it in a fenced block.
 *
 * @param place the document
 * @param words the command and its arguments, without what the script itself reads
 */
record DocumentedCommand(String place, List<String> words) {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("^ *```\\w*\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    /** Up to a comment, a pipe, another command, or the end of a substitution. */
    private static final Pattern COMMAND = Pattern.compile(
            "(?:^ *(?:\\$ )?|&& |\\$\\()\\./imprimatur " + "((?:\"[^\"]*\"|'[^']*'|[^\"'\n#|&>)])*)",
            Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

    static List<DocumentedCommand> all() throws IOException {
        try (Stream<Path> files = Stream.of(
                        "", "docs", "docs/operating", "cli", "examples/debian-runtimes", "examples/subscribers")
                .map(ROOT::resolve)
                .flatMap(DocumentedCommand::list)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .flatMap(DocumentedCommand::of)
                    .toList();
        }
    }

    private static Stream<Path> list(Path folder) {
        try {
            return Files.list(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<DocumentedCommand> of(Path document) {
        String text;
        try {
            text = Files.readString(document).replace("\\\n", " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return BLOCK.matcher(text)
                .results()
                .flatMap(block -> COMMAND.matcher(block.group(1)).results())
                .map(command -> new DocumentedCommand(ROOT.relativize(document).toString(), words(command.group(1))));
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group().replaceAll("[\"']", ""));
        }
        if (words.getFirst().equals("--home")) {
            return List.copyOf(words.subList(2, words.size()));
        }
        return List.copyOf(words);
    }

    @Override
    public String toString() {
        return place + ": ./imprimatur " + String.join(" ", words);
    }
}
