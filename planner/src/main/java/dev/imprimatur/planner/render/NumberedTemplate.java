package dev.imprimatur.planner.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template whose lines carry their numbers into what is rendered from it. A number stands before the first text of a line,
 * behind tags that leave nothing, so that a line without text is left out of the rendering as it is without numbers.
 */
final class NumberedTemplate {
    private static final char BEGIN = '\u0004';
    private static final char END = '\u0005';
    private static final Pattern NUMBER = Pattern.compile(BEGIN + "([0-9]+)" + END);
    private static final Pattern LINE = Pattern.compile("([^\\r\\n]*)(\\r\\n|\\r|\\n|\\z)");
    private static final Pattern LEADING = Pattern.compile("(?:\\s|\\{[#/@][^{}]*\\}|\\{!.*?!\\})*+");
    private static final Pattern OPEN_TAG = Pattern.compile("\\{[#/@!].*");

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
            String line = lines.group(1);
            Matcher leading = LEADING.matcher(line);
            int at = leading.lookingAt() ? leading.end() : 0;
            numbered.append(line, 0, at);
            String rest = line.substring(at);
            if (!rest.isEmpty() && !OPEN_TAG.matcher(rest).matches()) {
                numbered.append(BEGIN).append(number).append(END);
            }
            numbered.append(rest).append(lines.group(2));
        }
        return numbered.toString();
    }

    /** What was rendered, without numbers. */
    static String text(String rendered) {
        return NUMBER.matcher(rendered).replaceAll("");
    }

    /** From which line of the template each line comes. What has no number stands behind what has one. */
    static List<Integer> lines(String rendered) {
        List<Integer> lines = new ArrayList<>();
        int last = 0;
        for (String line : rendered.lines().toList()) {
            Matcher number = NUMBER.matcher(line);
            last = number.find() ? Integer.parseInt(number.group(1)) : last + 1;
            lines.add(last);
        }
        return lines;
    }
}
