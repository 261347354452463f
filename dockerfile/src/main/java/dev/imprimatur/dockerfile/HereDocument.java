package dev.imprimatur.dockerfile;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A here-document that an instruction names.
 *
 * @param name the line that ends it
 * @param indented whether tabs may stand before that line
 * @param apart whether blanks stand before the name, which only Dockerfile 1.16 and later take for a document
 * @param plain whether the name is one word of letters and digits, which all versions that know documents read alike
 */
public record HereDocument(String name, boolean indented, boolean apart, boolean plain) {
    private static final Pattern INSTRUCTION = Pattern.compile("(?is)(?:ONBUILD\\s+)?(?:RUN|COPY|ADD)\\s.*<<.*");

    private static final String ESCAPED_OR_QUOTED = "\\\\.?|\"(?:[^\"\\\\]++|\\\\.)*+\"|'[^']*+'";
    private static final Pattern CLOSED = Pattern.compile("(?s)(?:[^\"'\\\\]++|" + ESCAPED_OR_QUOTED + ")*+");
    private static final Pattern WORD =
            Pattern.compile("(?s)(?:[^\\p{IsWhite_Space}\"'\\\\<]++|" + ESCAPED_OR_QUOTED + "|<<[\\t\\r ]*+|<)++");

    private static final Pattern DOCUMENT = Pattern.compile("(?s)[0-9]*+<<(-?+)([\\t\\f\\r ]*+)([^<]+)");
    private static final Pattern PLAIN = Pattern.compile("([\"']?)[A-Za-z_]\\w*\\1");

    private static final Pattern ESCAPES = Pattern.compile("(?s)\"((?:[^\"\\\\]++|\\\\.)*+)\"|'([^']*+)'|\\\\(.?)");
    private static final Pattern ESCAPED_IN_QUOTES = Pattern.compile("\\\\([\"$\\\\])");

    /**
     * The here-documents of an instruction in the order in which they follow it. There are none where a quote is not
     * closed.
     */
    static List<HereDocument> of(String instruction) {
        return !INSTRUCTION.matcher(instruction).matches()
                        || !CLOSED.matcher(instruction).matches()
                ? List.of()
                : WORD.matcher(instruction)
                        .results()
                        .map(word -> DOCUMENT.matcher(word.group()))
                        .filter(Matcher::matches)
                        .map(HereDocument::of)
                        .toList();
    }

    private static HereDocument of(Matcher found) {
        String written = found.group(3);
        boolean apart = !found.group(2).isEmpty();
        return new HereDocument(
                ESCAPES.matcher(written).replaceAll(each -> Matcher.quoteReplacement(unescaped(each))),
                !found.group(1).isEmpty(),
                apart,
                !apart && PLAIN.matcher(written).matches());
    }

    private static String unescaped(MatchResult found) {
        if (found.group(1) != null) {
            return ESCAPED_IN_QUOTES.matcher(found.group(1)).replaceAll("$1");
        }
        return found.group(2) == null ? found.group(3) : found.group(2);
    }

    /** Whether it ends with this line. Empty quotes name none, so none ends with an empty line. */
    boolean endsWith(String line) {
        return !name.isEmpty() && (indented ? line.replaceFirst("^\t++", "") : line).equals(name);
    }
}
