package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.version.Version;
import java.util.Map;

/**
 * A family's lines.
 *
 * @param declared those that its file declares, by name
 * @param end what happens when any other line ends, or null if it is not known when
 * @param prefix what stands in front of the tags of any other line, may be empty
 */
public record Lines(Map<String, Line> declared, EndOfLife end, String prefix) {

    /** The line of this version: of its first two numbers if it is declared, else of its first. */
    public Line of(Version version) {
        String major = String.valueOf(version.semver().getMajor());
        Line minor = declared.get(major + "." + version.semver().getMinor());
        return minor != null ? minor : declared.getOrDefault(major, new Line(major, null, null, null, end, prefix));
    }
}
