package dev.imprimatur.console.worker;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** How a worker is. */
public enum WorkerState {
    /** Of what it tried last at least half failed by chance, three times or more. */
    SICK,
    /** What it is doing has printed nothing for a while. */
    SILENT,
    /** It is doing something. */
    WORKING,
    /** It is doing nothing. */
    IDLE;

    private static final int FEW = 3;

    static WorkerState of(List<Result> results, boolean works, boolean silent) {
        long chance = results.stream().filter(Result.CHANCE::equals).count();
        long counting =
                results.stream().filter(result -> result != Result.STOPPED).count();
        if (chance >= FEW && chance * 2 >= counting) {
            return SICK;
        }
        return silent ? SILENT : works ? WORKING : IDLE;
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
