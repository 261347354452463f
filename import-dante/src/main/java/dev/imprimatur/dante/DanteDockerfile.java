package dev.imprimatur.dante;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Dockerfile of a dante project: where it says what it is built from, and what it is as a template. */
final class DanteDockerfile {
    private static final Pattern FROM = Pattern.compile(
            "\\s*FROM\\s+(?:--\\S+\\s+)*(?<source>\\S+)(?:\\s+AS\\s+(?<stage>\\S+))?\\s*", Pattern.CASE_INSENSITIVE);

    private final List<String> lines;
    private final List<From> froms = new ArrayList<>();

    /**
     * A FROM that names an image, not an earlier stage or {@code scratch}.
     *
     * @param line its line, counted from 1
     * @param source the image as it is written
     * @param last whether it begins the last stage, the one that is shipped
     */
    record From(int line, String source, boolean last) {}

    DanteDockerfile(String text) {
        lines = text.lines().toList();
        scan();
    }

    private void scan() {
        Set<String> stages = new HashSet<>();
        int lastFrom = -1;
        List<From> found = new ArrayList<>();
        for (Instruction instruction : Dockerfile.of(String.join("\n", lines)).ofClassic()) {
            Matcher from = FROM.matcher(lines.get(instruction.line() - 1));
            if (!from.matches()) {
                continue;
            }
            lastFrom = instruction.line();
            String source = from.group("source");
            if (!source.equals("scratch") && !stages.contains(source.toLowerCase(Locale.ROOT))) {
                found.add(new From(lastFrom, source, false));
            }
            if (from.group("stage") != null) {
                stages.add(from.group("stage").toLowerCase(Locale.ROOT));
            }
        }
        for (From from : found) {
            froms.add(new From(from.line, from.source, from.line == lastFrom));
        }
    }

    /** The images that it is built from, in its order. */
    List<From> froms() {
        return froms;
    }

    /**
     * The same Dockerfile as a template: each image that it is built from becomes a name in braces, and braces that are
     * there already stay what they are.
     *
     * @param names the name for each image
     */
    String template(Map<String, String> names) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(line(lines.get(i), i + 1, names)).append('\n');
        }
        return text.toString();
    }

    private String line(String line, int number, Map<String, String> names) {
        if (froms.stream().noneMatch(from -> from.line == number)) {
            return unparsed(line);
        }
        Matcher from = FROM.matcher(line);
        if (!from.matches()) {
            throw new IllegalStateException("line " + number + " was a FROM before: " + line);
        }
        return unparsed(line.substring(0, from.start("source"))).stripLeading()
                + "{" + names.get(from.group("source")) + "}"
                + unparsed(line.substring(from.end("source")));
    }

    /** As Qute's unparsed text: escaping brace by brace fails where a backslash stands before one. */
    private static String unparsed(String text) {
        return text.contains("{") || text.contains("}") ? "{|" + text.replace("|}", "||}{|}") + "|}" : text;
    }
}
