package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Ordered;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.RolledBack;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what must not be in a history: a function of its entries and of nothing else. */
public final class Checker {
    private Checker() {}

    /**
     * What a history violates first.
     *
     * @param violations what its last entry violates
     * @param schedule the shortest beginning of the history that shows it
     */
    public record Finding(List<Violation> violations, List<Entry> schedule) {}

    /** The first entry that violates something, and what comes before it. */
    public static Optional<Finding> check(List<Entry> history) {
        Knowledge knowledge = new Knowledge();
        List<Rule> rules = List.of(
                new OrderRule(),
                new ApprovalRule(),
                new OneDigestRule(),
                new BlockRule(),
                new OutcomeRule(),
                new EventRule(),
                new VanishedTagRule(),
                new MirrorRule(),
                new SettledRule(),
                new BaseLineRule());
        Set<String> told = new HashSet<>();
        for (int at = 0; at < history.size(); at++) {
            Entry entry = history.get(at);
            if (isRepeated(entry, told)) {
                continue;
            }
            List<Violation> found = rules.stream()
                    .flatMap(rule -> rule.see(entry, knowledge).stream())
                    .toList();
            if (!found.isEmpty()) {
                return Optional.of(new Finding(found, history.subList(0, at + 1)));
            }
            knowledge.learn(entry);
        }
        return Optional.empty();
    }

    /** Whether its event was announced before: the first time is when it happened. */
    private static boolean isRepeated(Entry entry, Set<String> told) {
        return switch (entry) {
            case Published publication -> !told.add("publication " + publication.event());
            case RolledBack rollback -> !told.add("rollback " + rollback.event());
            case Completed rebuild -> !told.add("rebuild " + rebuild.event());
            case Ordered rollback -> !told.add("order " + rollback.id());
            default -> false;
        };
    }
}
