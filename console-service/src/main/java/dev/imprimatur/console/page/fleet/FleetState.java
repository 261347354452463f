package dev.imprimatur.console.page.fleet;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What images can be picked by, the urgent ones first. An image can be in several. */
public enum FleetState {
    /** It failed once since it last passed. */
    NEWLY_FAILING("newly failing", "fail", "fail", "failures = 1"),
    /** It failed more than once since it last passed. */
    STILL_FAILING("still failing", "fail", "fail", "failures > 1"),
    /** Nothing was ever published of it. */
    NEVER_PUBLISHED("never published", "hole", "fail", "digest is null"),
    /** A tag that it is to have is not there, or names something else. */
    MISSING_TAGS(
            "tags missing",
            "drift",
            "warn",
            // What is quickly seen to be false comes first: ten thousand rows are looked at.
            "digest is not null and (digest in " + Condition.list("expected")
                    + " and names && string_to_array(:moved, chr(10))"
                    + " or published_at < :askedAt and image in " + Condition.list("untagged") + ")"),
    /** It is no longer what the catalogue and its bases would give. */
    STALE("stale", "stale", "warn", Condition.STALE),
    /** A rebuild of it goes on. */
    ON_ITS_WAY("on its way", "run", "run", "stage in ('RENDERED', 'BUILT', 'TESTED')"),
    /** Published, and nothing is wrong with it or going on. */
    UP_TO_DATE(
            "up to date",
            "ok",
            "ok",
            "digest is not null and failures = 0 and stage not in ('RENDERED', 'BUILT', 'TESTED') and not ("
                    + Condition.STALE + ")"),
    /** Its line is supported for less than half a year from now, or not any more. */
    SUPPORT_ENDS("support ends", "eol", "eol", "end_of_life < current_date + 180");

    /** Those that others are made of. */
    private static final class Condition {
        static final String STALE = "published_at < :askedAt and image in " + list("stale");

        /** The lines of a parameter, split and hashed once a query: an array would be searched for each row. */
        static String list(String parameter) {
            return "(select unnest(string_to_array(:" + parameter + ", chr(10))))";
        }
    }

    private final String word;
    private final String mark;
    private final String colour;
    private final String condition;

    FleetState(String word, String mark, String colour, String condition) {
        this.word = word;
        this.mark = mark;
        this.colour = colour;
        this.condition = condition;
    }

    /** The state of this name in an address. */
    static Optional<FleetState> named(String name) {
        return Stream.of(values())
                .filter(state -> state.toString().equals(name))
                .findFirst();
    }

    /** What people call it. */
    public String word() {
        return word;
    }

    /** The mark that stands for it. */
    public String mark() {
        return mark;
    }

    /** The colour that stands for it. */
    public String colour() {
        return colour;
    }

    /** What holds of the rows of its images. */
    String condition() {
        return condition;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
