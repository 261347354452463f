package dev.imprimatur.planner.catalog;

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
        if (semver == null) {
            throw new IllegalArgumentException("'" + text + "' is not a version, expected for example 22.23.3");
        }
        return new Version(text, semver);
    }

    /** Whether it is a pre-release, which never gets a moving tag. */
    public boolean preRelease() {
        return !semver.getPreRelease().isEmpty();
    }

    @Override
    public int compareTo(Version other) {
        return semver.compareTo(other.semver);
    }

    @Override
    public String toString() {
        return text;
    }
}
