package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How long a command of a Dockerfile may run and print nothing. What the engine says of the end of a command, the
 * command may print as well; so whether one runs is asked.
 */
final class Silence {
    private static final int LOOKS = 10;
    /** In how many looks of silence there is something to tell. */
    private static final int TOLD_AFTER = 2;

    private final Duration limit;
    private final BooleanSupplier runs;
    private final Output output;
    private boolean told;

    /**
     * @param limit null if there is none
     * @param runs whether a command runs
     * @param output hears of silence
     */
    Silence(Duration limit, BooleanSupplier runs, Output output) {
        this.limit = limit;
        this.runs = runs;
        this.output = output;
    }

    /** How long to wait before the next look, this long at most. */
    Duration pause(Duration most) {
        return limit == null || most.compareTo(limit.dividedBy(LOOKS)) < 0 ? most : limit.dividedBy(LOOKS);
    }

    /** Looks, after nothing has come for this long: a failure if that is too long. */
    Optional<Failure> look(Duration quiet) {
        if (limit == null
                || quiet.compareTo(limit.dividedBy(LOOKS).multipliedBy(TOLD_AFTER)) < 0
                || !runs.getAsBoolean()) {
            tell(Duration.ZERO);
            return Optional.empty();
        }
        tell(quiet);
        return quiet.compareTo(limit) < 0
                ? Optional.empty()
                : Optional.of(new Failure.Transient(
                        Kind.SILENT,
                        "the command that ran printed nothing for " + EngineStream.seconds(limit)
                                + ", so it was stopped; let it print what it does, give downloads a time-out, or let"
                                + " its family be silent for longer",
                        null));
    }

    /** Says once that it prints again. */
    private void tell(Duration quiet) {
        if (told || !quiet.isZero()) {
            output.silent(quiet);
        }
        told = !quiet.isZero();
    }
}
