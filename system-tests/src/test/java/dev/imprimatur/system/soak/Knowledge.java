package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Judged;
import dev.imprimatur.system.soak.Entry.Ordered;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.RolledBack;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What the entries so far say of tags: what the registry has, what was announced, and by which rebuild or rollback a
 * digest may be where it is.
 */
final class Knowledge {
    private final Map<String, Long> places = new HashMap<>();
    private final Map<String, List<Judged>> approvals = new HashMap<>();
    private final Map<String, List<Long>> goneBackTo = new HashMap<>();
    private final Map<String, Ordered> openRollbacks = new HashMap<>();
    private final Map<String, Held> registry = new TreeMap<>();
    private final Map<String, Held> told = new TreeMap<>();
    private final Map<String, Published> lastOf = new HashMap<>();

    /** Takes the next entry in. */
    void learn(Entry entry) {
        switch (entry) {
            case Ordered rollback -> {
                places.put(rollback.id(), rollback.place());
                openRollbacks.put(rollback.id(), rollback);
            }
            case Judged verdict -> judged(verdict);
            case TagPut put -> registry.put(put.tag(), new Held(put.digest(), place(put.digest()), put));
            case Published publication -> published(publication);
            case RolledBack rollback -> {
                openRollbacks.remove(rollback.id());
                if (rollback.failure() == null) {
                    goneBackTo
                            .computeIfAbsent(rollback.digest(), each -> new ArrayList<>())
                            .add(place(rollback));
                }
            }
            default -> {}
        }
    }

    /** Anyone can say what no tester signed. */
    private void judged(Judged verdict) {
        if (!verdict.signed()) {
            return;
        }
        places.put(verdict.rebuild(), verdict.place());
        if (verdict.approved()) {
            approvals
                    .computeIfAbsent(verdict.digest(), each -> new ArrayList<>())
                    .add(verdict);
        }
    }

    private void published(Published publication) {
        if (publication.failure() != null) {
            return;
        }
        long place = place(publication);
        for (String tag : publication.tags()) {
            Held former = told.get(tag);
            if (former == null || former.place() <= place) {
                told.put(tag, new Held(publication.digest(), place, publication));
            }
            lastOf.put(tag, publication);
        }
    }

    /** The place of the rebuild or rollback that published. */
    long place(Published publication) {
        return places.getOrDefault(publication.operation(), Held.NO_PLACE);
    }

    /** The place of the rollback. */
    long place(RolledBack rollback) {
        return places.getOrDefault(rollback.id(), Held.NO_PLACE);
    }

    /**
     * The highest place by which tags may be this digest: that of a rebuild for which it was approved, or of a rollback
     * to it. A rollback whose end was not announced yet may be one to any digest of its image.
     */
    long place(String digest) {
        LongStream rebuilds = approvals.getOrDefault(digest, List.of()).stream().mapToLong(Judged::place);
        LongStream rollbacks =
                goneBackTo.getOrDefault(digest, List.of()).stream().mapToLong(Long::longValue);
        LongStream open = openRollbacks.values().stream()
                .filter(rollback -> mayGoBackTo(digest, rollback))
                .mapToLong(Ordered::place);
        return LongStream.concat(LongStream.concat(rebuilds, rollbacks), open)
                .max()
                .orElse(Held.NO_PLACE);
    }

    private boolean mayGoBackTo(String digest, Ordered rollback) {
        Published named = lastOf.get(rollback.reference());
        return named == null
                || approvals.getOrDefault(digest, List.of()).stream()
                        .anyMatch(verdict -> verdict.image().equals(named.image()));
    }

    /** The verdict that approves this digest, signed by a tester's key. */
    Optional<Judged> approval(String digest) {
        return approvals.getOrDefault(digest, List.of()).stream().findFirst();
    }

    /** What the registry has under this tag. */
    Optional<Held> registry(String tag) {
        return Optional.ofNullable(registry.get(tag));
    }

    /** The tags that the registry has. */
    Collection<String> tags() {
        return registry.keySet();
    }

    /** What the highest place announced of this tag. */
    Optional<Held> told(String tag) {
        return Optional.ofNullable(told.get(tag));
    }

    /** The tags of which something was announced. */
    Collection<String> toldTags() {
        return told.keySet();
    }
}
