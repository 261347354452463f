package dev.imprimatur.cli.console;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Waits for a console that restarts, for a minute. */
public final class Absence {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final URI console;
    private final Consumer<String> says;
    private long lastAnswer = System.nanoTime();
    private boolean said;

    /**
     * Of the console at this address.
     *
     * @param says prints why nothing is shown
     */
    public Absence(URI console, Consumer<String> says) {
        this.console = console;
        this.says = says;
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
     * @throws ConsoleException the same, if waiting does not help or has lasted for a minute
     */
    public void await(ConsoleException e) {
        boolean passes = e.kind() == ConsoleException.Kind.UNREACHABLE;
        if (!passes || System.nanoTime() - lastAnswer > LONGEST.toNanos()) {
            throw e;
        }
        if (!said) {
            says.accept("the console at " + console + " does not answer, waiting for it");
            said = true;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
