package dev.imprimatur.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a document says that a command prints, where it is the same each time: ids, digests, times and widths are not. A
 * line {@code …} stands for any lines, {@code …} in a line for a part of it.
 */
final class ShownOutput {
    /** What another run gives another value. */
    private static final Pattern CHANGES =
            Pattern.compile("sha256:(?:[0-9a-f]{12,64}|…)" + "|rb-\\d{8}-\\d{6}-[0-9a-f]{4,8}"
                    + "|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z" + "|\\[\\d+/\\d+\\]" + "|(?:\\d+ min )?\\d+(?:\\.\\d+)? s\\b"
                    + "|\\b[0-9a-f]{16,64}\\b");

    private ShownOutput() {}

    /** The lines of what is shown that the printed text lacks. */
    static List<String> missing(String shown, String printed) {
        Set<String> there = printed.lines().map(ShownOutput::lasting).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        for (String line : shown.lines().filter(each -> !each.isBlank()).toList()) {
            Pattern pattern = Pattern.compile(
                    Stream.of(lasting(line).split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
            if (!line.equals("…") && there.stream().noneMatch(pattern.asMatchPredicate())) {
                missing.add(line);
            }
        }
        return missing;
    }

    private static String lasting(String line) {
        return CHANGES.matcher(line).replaceAll("…").replaceAll("\\s+", " ").strip();
    }
}
