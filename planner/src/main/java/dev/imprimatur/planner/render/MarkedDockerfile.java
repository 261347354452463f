package dev.imprimatur.planner.render;

import dev.imprimatur.dockerfile.Dockerfile;
import dev.imprimatur.dockerfile.Instruction;
import dev.imprimatur.planner.dockerfile.Mistake;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A rendered Dockerfile in which the values are still marked. Of what characters values consist says
 * {@link dev.imprimatur.planner.catalog.TemplateValue}; here is where they may stand: behind an instruction's name,
 * never in place of it, in no comment (the first ones are directives), and not as the end of a heredoc.
 */
final class MarkedDockerfile {
    private static final String BEGIN = String.valueOf(MarkedValue.BEGIN);
    private static final Pattern MARKS = Pattern.compile("[" + MarkedValue.BEGIN + MarkedValue.END + "]");
    private static final Pattern BEHIND_AN_INSTRUCTION =
            Pattern.compile("\\s*(?:ONBUILD\\s+)?[A-Za-z]+\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ONLY_ONBUILD = Pattern.compile("\\s*ONBUILD\\s+\\S*", Pattern.CASE_INSENSITIVE);
    private static final Pattern HEREDOC = Pattern.compile("<<-?\\s*[\"']?[A-Za-z0-9_]*$");

    private final String marked;

    MarkedDockerfile(String marked) {
        this.marked = marked;
    }

    /**
     * The text without marks.
     *
     * @throws RefusedException if a value stands where it may not
     */
    String text() {
        List<String> lines = marked.lines().toList();
        String text = MARKS.matcher(String.join("\n", lines)).replaceAll("");
        Set<Integer> beginnings =
                Dockerfile.of(text).ofEither().stream().map(Instruction::line).collect(Collectors.toSet());
        for (int i = 0; i < lines.size(); i++) {
            check(i + 1, lines.get(i), beginnings.contains(i + 1));
        }
        return text;
    }

    private void check(int number, String line, boolean begins) {
        int at = line.indexOf(BEGIN);
        if (at < 0) {
            return;
        }
        String before = line.substring(0, at);
        if (before.stripLeading().startsWith("#")) {
            throw refused(number, "has a value in a comment, where it could be a directive", line);
        }
        if (begins
                && (!BEHIND_AN_INSTRUCTION.matcher(before).matches()
                        || ONLY_ONBUILD.matcher(before).matches())) {
            throw refused(number, "begins a line with a value, which cannot be an instruction", line);
        }
        if (MARKS.matcher(line).replaceAll("").isBlank()) {
            throw refused(
                    number, "has a line that its values leave empty, so that the one before it would go on", line);
        }
        for (; at >= 0; at = line.indexOf(BEGIN, at + 1)) {
            if (HEREDOC.matcher(MARKS.matcher(line.substring(0, at)).replaceAll(""))
                    .find()) {
                throw refused(number, "names a heredoc's end by a value", line);
            }
        }
    }

    private static RefusedException refused(int number, String why, String line) {
        return new RefusedException(List.of(
                new Mistake(number, why + ": " + MARKS.matcher(line.strip()).replaceAll(""))));
    }
}
