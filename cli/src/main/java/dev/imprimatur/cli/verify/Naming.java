package dev.imprimatur.cli.verify;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a statement says of a tag: that it names the image since, or another one. Of several the latest in the order of
 * publications counts.
 *
 * @param tag {@code repository:tag}
 * @param place the place of the rebuild or rollback in that order; 0 if it has none
 * @param change the number of the change of tags that it describes, or null
 * @param at when it was said
 * @param holder the digest that the tag names since; null if that is this image
 * @param isRevision whether it is the immutable tag of a revision, which the publisher gave this image
 */
record Naming(String tag, long place, Long change, Instant at, String holder, boolean isRevision) {
    private static final Comparator<Naming> ORDER =
            Comparator.comparingLong(Naming::place).thenComparing(Naming::byChange);

    Naming(String tag, long place, Long change, Instant at, String holder) {
        this(tag, place, change, at, holder, false);
    }

    /** Where a publisher of the release before gave no number, its clock counts. */
    private static int byChange(Naming one, Naming other) {
        return one.change != null && other.change != null
                ? Long.compare(one.change, other.change)
                : one.time().compareTo(other.time());
    }

    private Instant time() {
        return at == null ? Instant.EPOCH : at;
    }

    /** What counts of what was said of this tag. */
    static Optional<Naming> latest(String tag, List<Naming> all) {
        return all.stream().filter(naming -> naming.tag().equals(tag)).max(ORDER);
    }
}
