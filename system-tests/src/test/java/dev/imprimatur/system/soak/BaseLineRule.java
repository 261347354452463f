package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Ended;
import dev.imprimatur.system.soak.Entry.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What comes and goes with work is in the end no more than it was in the beginning. */
final class BaseLineRule implements Rule {
    private final Map<String, Level> first = new TreeMap<>();
    private final Map<String, Level> last = new TreeMap<>();

    @Override
    public List<Violation> see(Entry entry, Knowledge before) {
        switch (entry) {
            case Level level -> {
                first.putIfAbsent(level.what(), level);
                last.put(level.what(), level);
            }
            case Ended end -> {
                return last.values().stream()
                        .filter(level -> level.count() > first.get(level.what()).count())
                        .map(level -> Violation.of(
                                Invariant.BASE_LINE,
                                level.count() + " " + level.what(),
                                first.get(level.what()),
                                level))
                        .toList();
            }
            default -> {}
        }
        return List.of();
    }
}
