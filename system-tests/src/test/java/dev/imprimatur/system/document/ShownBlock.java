package dev.imprimatur.system.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a document.
 *
 * @param document the document's name
 * @param line where its content begins
 * @param language what its fence says, empty for commands
 * @param marks what comments right above it say
 * @param lines its content
 */
public record ShownBlock(String document, int line, String language, List<Mark> marks, List<String> lines) {
    private static final Pattern FENCE = Pattern.compile("( *)```(\\w*) *");
    private static final String PROMPT = "$ ";
    /** What bash need not be asked about: words, and nothing that could go on. */
    private static final Pattern WORDS =
            Pattern.compile("(?!(?:for|while|until|if|case|select|function) )[\\w./][\\w ./:=,@%+~#-]*");

    /** The blocks of all documents. */
    public static List<ShownBlock> all() throws IOException {
        List<ShownBlock> blocks = new ArrayList<>();
        for (Document document : Document.all()) {
            blocks.addAll(of(document.name(), Files.readAllLines(document.file())));
        }
        return blocks;
    }

    static List<ShownBlock> of(String document, List<String> text) {
        List<ShownBlock> blocks = new ArrayList<>();
        List<Mark> marks = new ArrayList<>();
        for (int at = 0; at < text.size(); at++) {
            Matcher fence = FENCE.matcher(text.get(at));
            if (!fence.matches()) {
                Mark.of(text.get(at)).ifPresentOrElse(marks::add, marks::clear);
                continue;
            }
            int first = at + 1;
            String indent = fence.group(1);
            do {
                at++;
            } while (!text.get(at).equals(indent + "```"));
            List<String> lines = text.subList(first, at).stream()
                    .map(line -> line.startsWith(indent) ? line.substring(indent.length()) : line)
                    .toList();
            blocks.add(new ShownBlock(document, first + 1, fence.group(2), List.copyOf(marks), lines));
            marks.clear();
        }
        return blocks;
    }

    /** Its commands, with what the marks say of them. */
    public List<ShownCommand> commands() throws IOException, InterruptedException {
        List<ShownCommand> plain = lines.getFirst().startsWith(PROMPT) ? typed() : listed();
        for (Mark mark : marks) {
            if (plain.stream().noneMatch(mark::isAbout)) {
                throw new IllegalStateException(document + ":" + line + ": no command for " + mark);
            }
        }
        List<ShownCommand> marked = new ArrayList<>();
        for (ShownCommand command : plain) {
            for (Mark mark : marks) {
                command = mark.isAbout(command) ? mark.on(command) : command;
            }
            marked.add(command);
        }
        return marked;
    }

    /** A session: what is typed stands behind a prompt, the rest is what it prints. */
    private List<ShownCommand> typed() throws IOException, InterruptedException {
        List<ShownCommand> commands = new ArrayList<>();
        for (int at = 0; at < lines.size(); ) {
            int end = endOfCommand(at, lines.get(at).substring(PROMPT.length()));
            int next = end;
            while (next < lines.size() && !lines.get(next).startsWith(PROMPT)) {
                next++;
            }
            String text = String.join("\n", lines.subList(at, end)).substring(PROMPT.length());
            commands.add(
                    plain(at, text, String.join("\n", lines.subList(end, next)).strip()));
            at = next;
        }
        return commands;
    }

    private List<ShownCommand> listed() throws IOException, InterruptedException {
        List<ShownCommand> commands = new ArrayList<>();
        for (int at = 0; at < lines.size(); ) {
            if (lines.get(at).isBlank() || lines.get(at).startsWith("#")) {
                at++;
                continue;
            }
            int end = endOfCommand(at, lines.get(at));
            commands.add(plain(at, String.join("\n", lines.subList(at, end)), ""));
            at = end;
        }
        return commands;
    }

    private ShownCommand plain(int at, String text, String output) {
        return new ShownCommand(document, line + at, text, output, 0, null, null);
    }

    /** Bash itself says whether a command ends with a line. */
    private int endOfCommand(int from, String first) throws IOException, InterruptedException {
        String text = first;
        for (int end = from + 1; ; end++) {
            if (isWhole(text)) {
                return end;
            }
            if (end == lines.size()) {
                throw new IllegalStateException(document + ":" + (line + from) + ": no command of bash: " + text);
            }
            text += "\n" + lines.get(end);
        }
    }

    private static boolean isWhole(String text) throws IOException, InterruptedException {
        if (text.endsWith("\\")) {
            return false;
        }
        if (WORDS.matcher(text).matches()) {
            return true;
        }
        Process bash = new ProcessBuilder("bash", "-nc", text)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        // A document whose end is missing is a warning.
        boolean silent = bash.getInputStream().readAllBytes().length == 0;
        return bash.waitFor() == 0 && silent;
    }
}
