package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Ended;
import dev.imprimatur.system.soak.Entry.RolledBack;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a rollback left and blocked is under no moving tag from then on. */
final class BlockRule implements Rule {
    private final Map<String, RolledBack> blocked = new HashMap<>();

    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        switch (entry) {
            case RolledBack rollback
            when rollback.failure() == null && rollback.blocked() != null ->
                blocked.putIfAbsent(rollback.blocked(), rollback);
            case TagPut put -> {
                return see(put.tag(), put.digest(), put).toList();
            }
            case Ended end -> {
                return before.tags().stream()
                        .flatMap(tag ->
                                before.registry(tag).stream().flatMap(held -> see(tag, held.digest(), held.shown())))
                        .toList();
            }
            default -> {}
        }
        return List.of();
    }

    private Stream<Violation> see(String tag, String digest, Entry entry) {
        RolledBack by = blocked.get(digest);
        if (by == null || !Tags.isMoving(tag)) {
            return Stream.empty();
        }
        return Stream.of(Violation.of(
                Invariant.BLOCKED, tag + " is " + digest + ", which rollback " + by.id() + " blocked", by, entry));
    }
}
