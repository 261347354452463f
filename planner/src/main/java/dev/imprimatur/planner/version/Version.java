package dev.imprimatur.planner.version;

import java.math.BigInteger;
import java.util.List;
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
    private static final Pattern FORM =
            Pattern.compile("[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern SHORT = Pattern.compile("(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*))?");

    /**
     * Reads a version.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Version parse(String text) {
        String full =
                text != null && SHORT.matcher(text).matches() ? text + (text.contains(".") ? ".0" : ".0.0") : text;
        Semver semver = full == null ? null : Semver.parse(full);
        if (semver == null || !FORM.matcher(full).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a version, expected for example 22.23.3"
                    + (text != null && text.startsWith("v") ? ", without v" : ""));
        }
        return new Version(text, semver);
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
