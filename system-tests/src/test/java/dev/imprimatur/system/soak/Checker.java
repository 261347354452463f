package dev.imprimatur.system.soak;

import java.util.List;
import java.util.Optional;

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
                new SettledRule(),
                new BaseLineRule());
        for (int at = 0; at < history.size(); at++) {
            Entry entry = history.get(at);
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
}
