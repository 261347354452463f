package dev.imprimatur.planner.dockerfile;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A here-document that an instruction names, as BuildKit reads it.
 *
 * @param name the line that ends it
 * @param indented whether tabs may stand before that line
 */
record HereDocument(String name, boolean indented) {
    private static final Pattern INSTRUCTION = Pattern.compile("(?is)(?:ONBUILD\\s+)*+(?:RUN|COPY|ADD)\\s.*<<.*");
    private static final Pattern WORD =
            Pattern.compile("(?s)(?:[^\\s\"'\\\\]++|\\\\.?|\"(?:[^\"\\\\]++|\\\\.)*+\"?|'[^']*+'?)++");
    private static final Pattern DOCUMENT = Pattern.compile("(?s)\\d*<<(-?)([^<]+)");

    /** The here-documents of an instruction in the order in which they follow it. */
    static List<HereDocument> of(String instruction) {
        return !INSTRUCTION.matcher(instruction).matches()
                ? List.of()
                : WORD.matcher(instruction)
                        .results()
                        .map(word -> DOCUMENT.matcher(word.group()))
                        .filter(Matcher::matches)
                        .map(found -> new HereDocument(
                                found.group(2).replaceAll("[\"']", ""),
                                !found.group(1).isEmpty()))
                        .toList();
    }

    /** Whether it ends with this line. */
    boolean endsWith(String line) {
        return (indented ? line.replaceFirst("^\t++", "") : line).equals(name);
    }
}
