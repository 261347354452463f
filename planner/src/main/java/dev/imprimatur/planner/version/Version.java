package dev.imprimatur.planner.version;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/**
 * A release's version, compared as Semantic Versioning 2.0.0 says, never as text. One or two numbers stand for a
 * version whose other numbers are zero.
 *
 * @param text as the catalogue writes it
 * @param semver what it means
 */
public record Version(String text, Semver semver) implements Comparable<Version> {
    /** The most digits of one of its numbers. */
    static final int DIGITS = 9;

    /** The most characters of one, more than a tag may have; no stack suffices to match any number of them. */
    static final int LONGEST = 200;

    private static final String PART = "[0-9]{1," + DIGITS + "}";
    private static final Pattern FORM =
            Pattern.compile(PART + "\\." + PART + "\\." + PART + "(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern NUMBERS = Pattern.compile("([0-9]+(?:\\.[0-9]+)*)([-+].*)?");
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");
    private static final int PARTS = 3;
    private static final Pattern SHORT = Pattern.compile("(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*))?");

    /**
     * Reads a version.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Version parse(String text) {
        if (text != null && text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a version has at most " + LONGEST + " characters, found '" + excerpt(text) + "'");
        }
        String full =
                text != null && SHORT.matcher(text).matches() ? text + (text.contains(".") ? ".0" : ".0.0") : text;
        Semver semver = full == null ? null : Semver.parse(full);
        if (semver == null || !FORM.matcher(full).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a version, expected for example 22.23.3" + why(text));
        }
        return new Version(text, semver);
    }

    /** What a message repeats of a text. */
    static String excerpt(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** What Semantic Versioning does not allow in it, and what to write instead. */
    private static String why(String text) {
        Matcher numbers = NUMBERS.matcher(text == null ? "" : text);
        if (!numbers.matches()) {
            return text != null && text.startsWith("v") ? ", without v" : "";
        }
        String plain = LEADING_ZEROS.matcher(numbers.group(1)).replaceAll("");
        List<String> parts = List.of(plain.split("\\."));
        String suffix = numbers.group(2) == null ? "" : numbers.group(2);
        String state = "; if it is to have the tag " + text + ", write version " + inThree(parts, suffix)
                + " and state the tag under 'tags' of the release";
        if (parts.size() > PARTS) {
            return ": it has " + parts.size() + " numbers, and a version has at most three" + state;
        }
        return plain.equals(numbers.group(1)) ? "" : ": a number of a version has no leading zero" + state;
    }

    /** The first three numbers, and the others as build metadata. */
    private static String inThree(List<String> parts, String suffix) {
        return parts.size() <= PARTS
                ? String.join(".", parts) + suffix
                : String.join(".", parts.subList(0, PARTS)) + "+"
                        + String.join(".", parts.subList(PARTS, parts.size()));
    }

    /** Its name in a tag, where no {@code +} may be. */
    public String tag() {
        return text.replace('+', '_');
    }

    /** Whether it is a pre-release, which never gets a moving tag. */
    public boolean preRelease() {
        return !semver.getPreRelease().isEmpty();
    }

    /**
     * By precedence; build metadata, which Semantic Versioning leaves aside, decides between equals, number by number,
     * so that 17.0.9+10 comes after 17.0.9+9.
     */
    @Override
    public int compareTo(Version other) {
        int byPrecedence = semver.compareTo(other.semver);
        return byPrecedence != 0 ? byPrecedence : compare(semver.getBuild(), other.semver.getBuild());
    }

    private static int compare(List<String> build, List<String> other) {
        for (int i = 0; i < Math.min(build.size(), other.size()); i++) {
            int step = compare(build.get(i), other.get(i));
            if (step != 0) {
                return step;
            }
        }
        return Integer.compare(build.size(), other.size());
    }

    private static int compare(String a, String b) {
        boolean aNumber = NUMBER.matcher(a).matches();
        boolean bNumber = NUMBER.matcher(b).matches();
        if (aNumber && bNumber) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        }
        return aNumber != bNumber ? (aNumber ? -1 : 1) : a.compareTo(b);
    }

    @Override
    public String toString() {
        return text;
    }
}
