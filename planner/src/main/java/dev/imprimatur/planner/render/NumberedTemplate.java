package dev.imprimatur.planner.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template whose lines carry their numbers into what is rendered from it. A number stands before the first text of a
 * line and before the text behind each of its tags, of which any may be all that is rendered of it. None stands where
 * no text follows, so that a line without text is left out of the rendering as it is without numbers.
 */
final class NumberedTemplate {
    private static final char BEGIN = '\u0004';
    private static final char END = '\u0005';
    private static final Pattern NUMBER = Pattern.compile(BEGIN + "([0-9]+)" + END);
    private static final Pattern LINE = Pattern.compile("([^\\r\\n]*)(\\r\\n|\\r|\\n|\\z)");
    private static final String TAG = "\\{[#/@][^{}]*\\}|\\{!.*?!\\}";

    /** Up to a text, but not into a tag or a comment that ends on another line. */
    private static final Pattern BEFORE_TEXT =
            Pattern.compile("(?:^|" + TAG + "|!\\})(?:\\s|" + TAG + ")*+(?=.)(?!\\{[#/@!])");

    private NumberedTemplate() {}

    /** Whether the template has no such numbers already. */
    static boolean possible(String template) {
        return template.indexOf(BEGIN) < 0 && template.indexOf(END) < 0;
    }

    /** The template with numbers. */
    static String of(String template) {
        StringBuilder numbered = new StringBuilder();
        Matcher lines = LINE.matcher(template);
        for (int number = 1; lines.find() && !lines.group().isEmpty(); number++) {
            numbered.append(BEFORE_TEXT.matcher(lines.group(1)).replaceAll("$0" + BEGIN + number + END))
                    .append(lines.group(2));
        }
        return numbered.toString();
    }

    /** What was rendered, without numbers. */
    static String text(String rendered) {
        return NUMBER.matcher(rendered).replaceAll("");
    }

    /** From which line of the template each line comes, or 0 if that is not known. */
    static List<Integer> lines(String rendered) {
        List<Integer> lines = new ArrayList<>();
        for (String line : rendered.lines().toList()) {
            Matcher number = NUMBER.matcher(line);
            lines.add(number.find() ? Integer.parseInt(number.group(1)) : 0);
        }
        return lines;
    }
}
