package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Checker.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out of a history what is not needed to show a violation: of what is left each entry is needed. */
final class Minimal {
    private Minimal() {}

    /** The least of its schedule that shows the first of its violations, in the same words and at the same entry. */
    static List<Entry> of(Finding finding) {
        return of(finding.schedule(), entries -> shows(entries, finding));
    }

    private static boolean shows(List<Entry> entries, Finding finding) {
        Violation wanted = finding.violations().getFirst();
        return Checker.check(entries)
                .filter(found ->
                        found.schedule().getLast() == finding.schedule().getLast())
                .filter(found -> found.violations().stream()
                        .anyMatch(each -> each.invariant() == wanted.invariant()
                                && each.message().equals(wanted.message())))
                .isPresent();
    }

    /** Half of them at first, in the end one by one, until none of them can be left out any more. */
    private static List<Entry> of(List<Entry> all, Predicate<List<Entry>> shows) {
        List<Entry> left = all;
        for (int size = Math.max(1, left.size() / 2); ; size = Math.max(1, size / 2)) {
            List<Entry> before = left;
            left = without(left, size, shows);
            if (size == 1 && left.size() == before.size()) {
                return left;
            }
        }
    }

    private static List<Entry> without(List<Entry> all, int size, Predicate<List<Entry>> shows) {
        List<Entry> left = all;
        int at = 0;
        while (at < left.size()) {
            List<Entry> tried = new ArrayList<>(left.subList(0, at));
            tried.addAll(left.subList(Math.min(left.size(), at + size), left.size()));
            if (shows.test(tried)) {
                left = tried;
            } else {
                at += size;
            }
        }
        return left;
    }
}
