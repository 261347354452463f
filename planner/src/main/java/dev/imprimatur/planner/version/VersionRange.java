package dev.imprimatur.planner.version;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/**
 * A set of versions, written as npm does: {@code 22}, {@code 22.x}, {@code *}, {@code >=22 <24}, {@code ^22.1},
 * {@code ~22.1}, {@code 18 || 20}. Comparators side by side all have to hold, {@code ||} separates alternatives.
 * Pre-releases stand where Semantic Versioning orders them, except that those of a bound that is not a full version
 * belong to it: {@code <24} leaves out 24.0.0-rc.1, and {@code 24} holds it. {@code 17.0.9} holds every build of it,
 * and {@code 17.0.9+9} that one.
 */
public final class VersionRange implements Predicate<Version> {
    private static final Pattern COMPARATOR =
            Pattern.compile("(>=|<=|>|<|=|\\^|~)?v?(\\*|x|[0-9]+)(?:\\.(\\*|x|[0-9]+))?(?:\\.(\\*|x|[0-9]+)"
                    + "(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?)?");
    private static final Pattern SPACE_AFTER_OPERATOR = Pattern.compile("(>=|<=|>|<|=|\\^|~)\\s+");
    private static final int PARTS = 3;

    private final String text;
    private final List<List<Predicate<Version>>> alternatives;

    private VersionRange(String text, List<List<Predicate<Version>>> alternatives) {
        this.text = text;
        this.alternatives = alternatives;
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static VersionRange parse(String text) {
        String close = SPACE_AFTER_OPERATOR.matcher(text.strip()).replaceAll("$1");
        return new VersionRange(
                text,
                Arrays.stream(close.split("\\|\\|", -1))
                        .map(alternative -> Arrays.stream(alternative.strip().split("\\s+"))
                                .map(comparator -> comparator(comparator, Version.excerpt(text)))
                                .toList())
                        .toList());
    }

    private static Predicate<Version> comparator(String comparator, String range) {
        Matcher parts = COMPARATOR.matcher(comparator);
        if (parts.matches() && parts.group(6) != null) {
            return build(comparator, range);
        }
        Predicate<Semver> precedence = precedence(parts, range);
        return version -> precedence.test(version.semver());
    }

    /** One build and no other: 17.0.9+9, not 17.0.9+10. */
    private static Predicate<Version> build(String comparator, String range) {
        try {
            Version one = Version.parse(comparator.replaceFirst("^=?v?", ""));
            return version -> version.compareTo(one) == 0;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + range + "' is not a range of versions: with + it names one build, as 17.0.9+9 does, and"
                            + " no operator but = may stand before it");
        }
    }

    private static Predicate<Semver> precedence(Matcher parts, String range) {
        if (!parts.matches() || parts.group().length() > Version.LONGEST) {
            throw new IllegalArgumentException("'" + range
                    + "' is not a range of versions, expected for example 22, 22.x, '>=22 <24', ^22.1 or '18 || 20'");
        }
        int[] numbers = new int[PARTS];
        int given = 0;
        while (given < PARTS
                && parts.group(given + 2) != null
                && Character.isDigit(parts.group(given + 2).charAt(0))) {
            numbers[given] = number(parts.group(given + 2), range);
            given++;
        }
        String operator = parts.group(1) == null ? "" : parts.group(1);
        if (given == 0) {
            return version -> !operator.equals("<") && !operator.equals(">");
        }
        boolean full = given == PARTS;
        Semver low = full ? exact(numbers, parts.group(5), range) : bound(numbers);
        Semver next = full ? null : bound(above(numbers, given - 1));
        return switch (operator) {
            case ">=" -> version -> version.compareTo(low) >= 0;
            case "<" -> version -> version.compareTo(low) < 0;
            case ">" -> full ? version -> version.compareTo(low) > 0 : version -> version.compareTo(next) >= 0;
            case "<=" -> full ? version -> version.compareTo(low) <= 0 : version -> version.compareTo(next) < 0;
            case "^" -> between(low, bound(above(numbers, caret(numbers, given))));
            case "~" -> between(low, bound(above(numbers, Math.min(given, 2) - 1)));
            default -> full ? version -> version.compareTo(low) == 0 : between(low, next);
        };
    }

    /** As a version has it, so that there is always one above. */
    private static int number(String digits, String range) {
        if (digits.length() > Version.DIGITS) {
            throw new IllegalArgumentException("'" + range + "' is not a range of versions: " + digits + " is too big");
        }
        return Integer.parseInt(digits);
    }

    private static Semver exact(int[] numbers, String preRelease, String range) {
        Semver exact =
                Semver.parse(numbers[0] + "." + numbers[1] + "." + numbers[2] + (preRelease == null ? "" : preRelease));
        if (exact == null) {
            throw new IllegalArgumentException("'" + range + "' is not a range of versions: '" + preRelease.substring(1)
                    + "' is not a pre-release of Semantic Versioning, which takes letters, digits and - between its"
                    + " dots, and numbers without a leading zero");
        }
        return exact;
    }

    /** Up to which number a caret holds fast: the first that is not zero. */
    private static int caret(int[] numbers, int given) {
        int at = 0;
        while (at < given - 1 && numbers[at] == 0) {
            at++;
        }
        return at;
    }

    private static int[] above(int[] numbers, int at) {
        int[] above = new int[PARTS];
        System.arraycopy(numbers, 0, above, 0, at + 1);
        above[at]++;
        return above;
    }

    /** The lowest version of these numbers: its first possible pre-release. */
    private static Semver bound(int[] numbers) {
        return Semver.parse(numbers[0] + "." + numbers[1] + "." + numbers[2] + "-0");
    }

    private static Predicate<Semver> between(Semver low, Semver next) {
        return version -> version.compareTo(low) >= 0 && version.compareTo(next) < 0;
    }

    @Override
    public boolean test(Version version) {
        return alternatives.stream()
                .anyMatch(comparators -> comparators.stream().allMatch(each -> each.test(version)));
    }

    @Override
    public String toString() {
        return text;
    }
}
