package dev.imprimatur.publisher.tag;

import java.util.Comparator;

/**
 * Where a publication is in the order of truth: what is later takes tags from what is earlier, never the other way round,
 * however late it comes.
 *
 * @param given the place of its rebuild or rollback in the one sequence of all; null from before places were given, and
 *     then it is earlier than any that has one
 * @param arrival the order in which publications came here, which decides between those that share a place or have none
 */
public record Place(Long given, long arrival) implements Comparable<Place> {
    private static final Comparator<Place> ORDER = Comparator.comparing(
                    Place::given, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Place::arrival);

    /** Whether this is later than the other. */
    public boolean isAfter(Place other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
