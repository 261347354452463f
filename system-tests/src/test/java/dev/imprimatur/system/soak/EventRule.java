package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Forged;
import dev.imprimatur.system.soak.Entry.Sent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An event may be sent more than once, and says the same each time. None is a dead letter, unless it was forged. */
final class EventRule implements Rule {
    private final Map<String, Sent> events = new HashMap<>();
    private final Set<String> forged = new HashSet<>();

    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        if (entry instanceof Forged forgery) {
            forged.add(forgery.content());
        }
        if (!(entry instanceof Sent sent) || forged.contains(sent.content())) {
            return List.of();
        }
        if (sent.topic().endsWith(".dlq")) {
            return List.of(Violation.of(Invariant.NO_DEAD_LETTER, "a record lies on " + sent.topic(), sent));
        }
        Sent former = events.putIfAbsent(sent.topic() + " " + sent.source() + " " + sent.id(), sent);
        return former == null || former.content().equals(sent.content())
                ? List.of()
                : List.of(Violation.of(
                        Invariant.ONE_CONTENT, sent.id() + " of " + sent.topic() + " has two", former, sent));
    }
}
