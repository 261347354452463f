package dev.imprimatur.system.soak;

import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Fault;
import dev.imprimatur.system.soak.Entry.Published;
import dev.imprimatur.system.soak.Entry.Requested;
import dev.imprimatur.system.soak.Entry.RolledBack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What must have happened in a run: where nothing happens, nothing is violated. */
final class Enough {
    private Enough() {}

    /**
     * What this history has too little of, in words; empty if it shows something.
     *
     * @param broken how long faults happened
     */
    static List<String> missing(List<Entry> history, Duration broken) {
        List<String> missing = new ArrayList<>();
        require(missing, history, Math.max(1, broken.toMinutes()), "faults", Enough::breaksSomething);
        require(missing, history, 1, "requests by REST that were taken", Enough::byRest);
        require(
                missing,
                history,
                1,
                "rebuilds that succeeded",
                entry -> entry instanceof Completed end && end.outcome().equals("succeeded"));
        require(
                missing,
                history,
                1,
                "rollbacks that were done",
                entry -> entry instanceof RolledBack end && end.failure() == null);
        require(
                missing,
                history,
                1,
                "images that were published",
                entry -> entry instanceof Published end && end.failure() == null);
        return missing;
    }

    /** The generator's changes of the catalogue and of keys are wishes, and no faults; nor is a repair that failed. */
    private static boolean breaksSomething(Entry entry) {
        return entry instanceof Fault fault
                && !Generator.WISHES.contains(fault.what())
                && !fault.what().startsWith(Nemesis.UP_FAILED);
    }

    private static boolean byRest(Entry entry) {
        return entry instanceof Requested request && request.about().startsWith(Wishes.BY_REST);
    }

    private static void require(
            List<String> missing, List<Entry> history, long least, String what, Predicate<Entry> counts) {
        long found = history.stream().filter(counts).count();
        if (found < least) {
            missing.add("%d %s instead of at least %d".formatted(found, what, least));
        }
    }
}
