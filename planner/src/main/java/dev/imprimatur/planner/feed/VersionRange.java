package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.catalog.Version;
import java.util.regex.Pattern;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

/**
 * A range of versions as npm writes them, for example {@code >=22 <25} or {@code 1.2.x || 4.2.1}.
 *
 * @param text as the catalogue writes it
 * @param ranges what it means
 */
public record VersionRange(String text, RangeList ranges) {
    private static final String COMPARATOR =
            "(>=|<=|>|<|=|\\^|~)?\\s*[0-9]+(\\.([0-9]+|x|\\*)){0,2}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?";
    private static final Pattern FORM = Pattern.compile("\\s*" + COMPARATOR + "(\\s+" + COMPARATOR + ")*(\\s*\\|\\|\\s*"
            + COMPARATOR + "(\\s+" + COMPARATOR + ")*)*\\s*");

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static VersionRange parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a range of versions, expected for example \">=22 <25\" or \"1.2.x || 4.2.1\"");
        }
        return new VersionRange(text, RangeListFactory.create(text));
    }

    /** Whether the version is in it; a pre-release only if the range names that very one. */
    public boolean contains(Version version) {
        return version.semver().satisfies(ranges);
    }

    /** Whether the version, or the one that it is a pre-release of, is in it. */
    boolean covers(Version version) {
        return version.semver().withClearedPreRelease().satisfies(ranges);
    }
}
