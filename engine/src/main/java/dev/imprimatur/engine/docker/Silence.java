package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How long a command of a Dockerfile may run and print nothing. The engine says which container a step runs in, and nothing
 * when that has ended and its layer is made; so whether it still runs is asked.
 */
final class Silence {
    private static final Pattern ENDED =
            Pattern.compile(" ---> [0-9a-f]{8,64}|Removing intermediate container .*|Step \\d+/\\d+ : .*");
    private static final int LOOKS = 10;
    /** In how many looks of silence there is something to tell. */
    private static final int TOLD_AFTER = 2;

    private final Duration limit;
    private final Predicate<String> runs;
    private final Output output;
    private volatile String container;
    private boolean told;

    /**
     * @param limit null if there is none
     * @param runs whether this container runs
     * @param output hears of silence
     */
    Silence(Duration limit, Predicate<String> runs, Output output) {
        this.limit = limit;
        this.runs = runs;
        this.output = output;
    }

    /** Takes whole lines of what the engine says. */
    void write(String text) {
        text.lines().forEach(line -> {
            Optional<String> begun = CommandStart.container(line);
            if (begun.isPresent()) {
                container = begun.get();
            } else if (ENDED.matcher(line).matches()) {
                container = null;
            }
        });
    }

    /** This container runs a command, as long as it runs. */
    void begin(String running) {
        container = running;
    }

    /** How long to wait before the next look, this long at most. */
    Duration pause(Duration most) {
        return limit == null || most.compareTo(limit.dividedBy(LOOKS)) < 0 ? most : limit.dividedBy(LOOKS);
    }

    /** Looks, after nothing has come for this long: a failure if that is too long. */
    Optional<Failure> look(Duration quiet) {
        String running = container;
        if (limit == null
                || quiet.compareTo(limit.dividedBy(LOOKS).multipliedBy(TOLD_AFTER)) < 0
                || running == null
                || !runs.test(running)) {
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
