package dev.imprimatur.planner.feed;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of checksums as {@code sha256sum} writes and checks it: 64 hexadecimal digits, two spaces, and a file's name.
 */
public final class Checksums {
    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64}) [ *](\\S.*)");

    private Checksums() {}

    /**
     * The checksums by file, in lower case.
     *
     * @throws FeedException if a line is none, or a file has two
     */
    public static Map<String, String> parse(String text) {
        Map<String, String> sums = new TreeMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            Matcher matcher = LINE.matcher(line.stripTrailing());
            if (line.isBlank()) {
                continue;
            }
            if (!matcher.matches()) {
                throw new FeedException("line " + number + ": expected a SHA-256 and a file's name, found '"
                        + FeedJson.excerpt(line) + "'");
            }
            String sum = matcher.group(1).toLowerCase(Locale.ROOT);
            String other = sums.put(matcher.group(2), sum);
            if (other != null && !other.equals(sum)) {
                throw new FeedException("line " + number + ": " + matcher.group(2) + " has two checksums");
            }
        }
        return sums;
    }
}
