package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Ended;
import dev.imprimatur.system.soak.Entry.MirrorObserved;
import dev.imprimatur.system.soak.Entry.MirrorPut;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A mirror has only what is approved, its tags never go back in the order of truth, and in the end it is as production
 * is.
 */
final class MirrorRule implements Rule {
    private final Map<String, Held> mirror = new HashMap<>();
    private final Map<String, MirrorObserved> observed = new HashMap<>();

    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        switch (entry) {
            case MirrorPut put
            when Tags.isImage(put.tag()) -> {
                Held next = new Held(put.digest(), before.place(put.digest()), put);
                Optional<Held> former = Optional.ofNullable(mirror.put(put.tag(), next));
                return Stream.concat(unapproved(put, before), backward(former, next, put, before))
                        .toList();
            }
            case MirrorObserved seen -> observed.put(seen.tag(), seen);
            case Ended end
            when !observed.isEmpty() -> {
                // Of revisions it may lack what was blocked before it was copied, or given up; what it has never
                // changes.
                return before.toldTags().stream()
                        .filter(Tags::isMoving)
                        .flatMap(tag -> before.registry(tag).stream().flatMap(has -> unlike(tag, has)))
                        .toList();
            }
            default -> {}
        }
        return List.of();
    }

    private static Stream<Violation> unapproved(MirrorPut put, Knowledge before) {
        if (before.approval(put.digest()).isPresent()) {
            return Stream.empty();
        }
        return Stream.of(Violation.of(
                Invariant.APPROVED,
                put.tag() + " is " + put.digest() + " in the mirror, which no verdict approves",
                put));
    }

    /** An open rollback may be one to any digest of its image: when it has ended, that is known. */
    private static Stream<Violation> backward(Optional<Held> former, Held next, MirrorPut put, Knowledge before) {
        return former
                .filter(held -> !held.digest().equals(next.digest()))
                .filter(held -> Tags.isRevision(put.tag())
                        || Math.min(held.place(), before.place(held.digest())) > next.place())
                .map(held -> Violation.of(
                        Invariant.ORDER_OF_TRUTH,
                        put.tag() + " was " + held.digest() + " in the mirror by place " + held.place() + ", and is "
                                + next.digest() + " of place " + next.place(),
                        held.shown(),
                        put))
                .stream();
    }

    private Stream<Violation> unlike(String tag, Held production) {
        MirrorObserved seen = observed.get(tag);
        if (seen != null && Objects.equals(seen.digest(), production.digest())) {
            return Stream.empty();
        }
        String has = seen == null ? "nothing" : String.valueOf(seen.digest());
        return Stream.of(Violation.of(
                Invariant.SETTLED,
                tag + " is " + production.digest() + ", and in the mirror " + has,
                production.shown()));
    }
}
