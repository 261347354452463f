package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Fault;
import dev.imprimatur.system.soak.Entry.Forged;
import dev.imprimatur.system.soak.Entry.MirrorPut;
import dev.imprimatur.system.soak.Entry.Observed;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.RolledBack;
import dev.imprimatur.system.soak.Entry.Sent;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A history in one line. */
final class Summary {
    private Summary() {}

    /** How much of what there was. */
    static String of(List<Entry> history) {
        return "faults " + faults(history) + ", rebuilds " + outcomes(history, Completed.class)
                + ", rollbacks " + outcomes(history, RolledBack.class) + ", publications "
                + outcomes(history, Published.class) + ", " + count(history, TagPut.class) + " tags put, "
                + count(history, MirrorPut.class) + " in the mirror, "
                + count(history, Observed.class) + " looked at, " + count(history, Sent.class) + " events, "
                + count(history, Forged.class) + " of them forged";
    }

    private static long count(List<Entry> history, Class<? extends Entry> kind) {
        return history.stream().filter(kind::isInstance).count();
    }

    private static Map<String, Long> faults(List<Entry> history) {
        return history.stream()
                .filter(Fault.class::isInstance)
                .map(entry ->
                        ((Fault) entry).what().replaceAll(" for \\d+ ms", "").replaceAll("^1 in \\d+ ", ""))
                .collect(Collectors.groupingBy(what -> what, TreeMap::new, Collectors.counting()));
    }

    private static Map<String, Long> outcomes(List<Entry> history, Class<? extends Entry> kind) {
        return history.stream()
                .filter(kind::isInstance)
                .map(entry -> switch (entry) {
                    case Completed end -> end.outcome();
                    case RolledBack end -> end.failure() == null ? "done" : end.failure();
                    case Published end -> end.failure() == null ? "done" : end.failure();
                    default -> throw new IllegalArgumentException("no outcome: " + entry);
                })
                .collect(Collectors.groupingBy(what -> what, TreeMap::new, Collectors.counting()));
    }
}
