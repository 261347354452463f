package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.TagPut;
import java.util.List;
import java.util.Optional;

/**
 * A tag becomes what is later than what was announced of it, or stays that: a publication that is given up gives its
 * tags back. What was announced is what counts, since a registry may be between two publications.
 */
final class OrderRule implements Rule {
    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        if (!(entry instanceof TagPut put)) {
            return List.of();
        }
        if (Tags.isRevision(put.tag())) {
            return before
                    .registry(put.tag())
                    .filter(held -> !held.digest().equals(put.digest()))
                    .map(held ->
                            Violation.of(Invariant.REVISION, put.tag() + " was " + held.digest(), held.shown(), put))
                    .stream()
                    .toList();
        }
        Optional<Held> told =
                before.told(put.tag()).filter(held -> !held.digest().equals(put.digest()));
        long place = before.place(put.digest());
        return told
                .filter(held -> held.place() >= place)
                .map(held -> new Violation(
                        Invariant.ORDER_OF_TRUTH,
                        put.tag() + " was announced as " + held.digest() + " by place " + held.place() + "; "
                                + put.digest() + " has "
                                + (place == Held.NO_PLACE ? "no place" : "place " + place),
                        before.approval(put.digest())
                                .map(verdict -> List.of(verdict, held.shown(), put))
                                .orElse(List.of(held.shown(), put))))
                .stream()
                .toList();
    }
}
