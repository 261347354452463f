package dev.imprimatur.publisher.tag;

import java.util.Comparator;

/**
 * Where a publication is in the order of truth: what is later takes tags from what is earlier, never the other way
 * round, however late it comes.
 *
 * @param given the place of its rebuild or rollback in the one sequence of all; null from before places were given, and
 *     then it is earlier than any that has one
 * @param arrival the order in which publications came here, which decides between those that have no place
 */
public record Place(Long given, long arrival) {
    private static final Comparator<Place> ORDER = Comparator.comparing(
                    Place::given, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Place::arrival);

    /**
     * Whether this is later than the other. Of images of one rebuild, which share a place, none is: their versions
     * decide.
     */
    public boolean isAfter(Place other) {
        return !isShared(other) && ORDER.compare(this, other) > 0;
    }

    /** Whether both are of one rebuild. */
    boolean isShared(Place other) {
        return given != null && given.equals(other.given);
    }
}
