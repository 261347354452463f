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
        if (endsAHeredocByAValue(line)) {
            throw refused(number, "names a heredoc's end by a value", line);
        }
    }

    /** Looks once at what stands before a word, however many values make that up. */
    private static boolean endsAHeredocByAValue(String line) {
        StringBuilder before = new StringBuilder();
        int word = 0;
        int looked = -1;
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (each == MarkedValue.BEGIN) {
                if (word != looked && beginsAHeredoc(before, word)) {
                    return true;
                }
                looked = word;
            } else if (each != MarkedValue.END) {
                before.append(each);
                word = isOfAWord(each) ? word : before.length();
            }
        }
        return false;
    }

    private static boolean isOfAWord(char each) {
        return each == '_' || each < 0x80 && Character.isLetterOrDigit(each);
    }

    /** Whether what stands there before a word makes that the end of a heredoc. */
    private static boolean beginsAHeredoc(CharSequence text, int word) {
        int end = word > 0 && "\"'".indexOf(text.charAt(word - 1)) >= 0 ? word - 1 : word;
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        end = end > 0 && text.charAt(end - 1) == '-' ? end - 1 : end;
        return end > 1 && text.charAt(end - 1) == '<' && text.charAt(end - 2) == '<';
    }

    private static RefusedException refused(int number, String why, String line) {
        return new RefusedException(List.of(
                new Mistake(number, why + ": " + MARKS.matcher(line.strip()).replaceAll(""))));
    }
}
