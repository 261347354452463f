package dev.imprimatur.console.worker;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How a worker is. */
public enum WorkerState {
    /** Of what it tried last at least half failed for a transient reason, three times or more. */
    SICK,
    /** What it is doing has printed nothing for a while. */
    SILENT,
    /** It is doing something. */
    WORKING,
    /** It is doing nothing. */
    IDLE,
    /** What it is doing is not known: its service does not say. */
    UNKNOWN;

    private static final int FEW = 3;

    /** How one is that does this, as far as it is known. */
    static WorkerState of(List<Result> results, List<Doing> doing, boolean known, Instant now) {
        long chance = results.stream().filter(Result.CHANCE::equals).count();
        long counting =
                results.stream().filter(result -> result != Result.STOPPED).count();
        if (chance >= FEW && chance * 2 >= counting) {
            return SICK;
        }
        if (!known) {
            return UNKNOWN;
        }
        return doing.isEmpty() ? IDLE : doing.stream().anyMatch(each -> each.silent(now)) ? SILENT : WORKING;
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
