package dev.imprimatur.cli.console;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Waits for a console that restarts, for a minute, and no longer than there is time. */
public final class Absence {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration UNLIMITED = Duration.ofDays(36_500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Set<ConsoleException.Kind> PASSING =
            Set.of(ConsoleException.Kind.ABSENT, ConsoleException.Kind.UNREACHABLE);

    private final URI console;
    private final Consumer<String> says;
    private final long end;
    private long lastAnswer = System.nanoTime();
    private boolean said;

    /**
     * Of the console at this address.
     *
     * @param says prints why nothing is shown
     */
    public Absence(URI console, Consumer<String> says) {
        this(console, says, UNLIMITED);
    }

    /** The same for what takes this long at most, from now on. */
    public Absence(URI console, Consumer<String> says, Duration timeout) {
        this.console = console;
        this.says = says;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /** How much time is left; none, or less, once it is over. */
    public Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    /** Whether no time is left. */
    public boolean isOver() {
        return !left().isPositive();
    }

    /**
     * What the console answers, however often it has to be asked.
     *
     * @throws ConsoleException if waiting does not help, has lasted for a minute, or no time is left for it
     */
    public <T> T through(Supplier<T> question) {
        while (true) {
            try {
                T answer = question.get();
                ended();
                return answer;
            } catch (ConsoleException e) {
                await(e);
            }
        }
    }

    /** The console has answered. */
    public void ended() {
        lastAnswer = System.nanoTime();
        said = false;
    }

    /**
     * Pauses before the console is asked again.
     *
     * @param e what it, or what stands before it, said
     * @throws ConsoleException the same, if waiting does not help or has lasted for a minute; another one if no time is
     *     left
     */
    public void await(ConsoleException e) {
        boolean passes = PASSING.contains(e.kind());
        if (!passes || System.nanoTime() - lastAnswer > LONGEST.toNanos()) {
            throw e;
        }
        if (isOver()) {
            throw new ConsoleException(
                    ConsoleException.Kind.TIMED_OUT,
                    e.getMessage() + "; the time-out has passed, so the wait ends here");
        }
        if (!said) {
            says.accept("the console at " + console + " does not answer, waiting for it");
            said = true;
        }
        LockSupport.parkNanos(Math.min(PAUSE.toNanos(), left().toNanos()));
    }
}
