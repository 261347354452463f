package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.RolledBack;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When a publication or rollback is announced, each of its tags is its digest, or something later has taken it. */
final class OneDigestRule implements Rule {
    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        return switch (entry) {
            case Published told
            when told.failure() == null -> see(told.tags(), told.digest(), before.place(told), told, before);
            case RolledBack told
            when told.failure() == null -> see(told.tags(), told.digest(), before.place(told), told, before);
            default -> List.of();
        };
    }

    private static List<Violation> see(List<String> tags, String digest, long place, Entry told, Knowledge before) {
        return tags.stream()
                .flatMap(tag -> other(tag, digest, place, told, before))
                .toList();
    }

    private static Stream<Violation> other(String tag, String digest, long place, Entry told, Knowledge before) {
        Optional<Held> has = before.registry(tag);
        if (has.isEmpty()) {
            return Stream.of(Violation.of(
                    Invariant.ONE_DIGEST, tag + " is announced as " + digest + ", and was never set", told));
        }
        Held held = has.get();
        if (held.digest().equals(digest) || held.place() > place) {
            return Stream.empty();
        }
        return Stream.of(Violation.of(
                Invariant.ONE_DIGEST,
                tag + " is announced as " + digest + ", and is " + held.digest(),
                held.shown(),
                told));
    }
}
