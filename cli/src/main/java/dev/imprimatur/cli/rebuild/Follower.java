package dev.imprimatur.cli.rebuild;

import dev.imprimatur.cli.console.Absence;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleEvent;
import dev.imprimatur.cli.console.ConsoleException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Follows a rebuild's events to its end; a console that restarts meanwhile is waited for. */
final class Follower {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final String END = "rebuild-completed";

    private final ConsoleClient console;
    private final Progress progress;
    private final Consumer<ConsoleEvent> further;
    private long after;
    private boolean ended;

    /** One that hands on each event that it prints. */
    Follower(ConsoleClient console, Progress progress, Consumer<ConsoleEvent> further) {
        this.console = console;
        this.progress = progress;
        this.further = further;
    }

    /**
     * Counts what has been of the rebuild, and prints nothing of it.
     *
     * @throws ConsoleException if the console does not answer
     */
    void catchUp(String rebuild) {
        for (List<ConsoleEvent> past = console.events(after, List.of(), rebuild, 0);
                !past.isEmpty();
                past = console.events(after, List.of(), rebuild, 0)) {
            past.forEach(progress::know);
            after = past.getLast().seq();
            ended |= past.stream().anyMatch(event -> event.topic().equals(END));
        }
    }

    /**
     * Prints the rebuild's events until it ended.
     *
     * @return whether it ended within this time
     * @throws ConsoleException if the console is away for longer than a minute
     */
    boolean follow(String rebuild, Duration timeout) {
        if (ended) {
            return true;
        }
        long end = System.nanoTime() + timeout.toNanos();
        Absence absence = new Absence(console.address(), progress::pause);
        while (System.nanoTime() < end) {
            try {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
                List<ConsoleEvent> events = console.events(after, List.of(), rebuild, wait.toSeconds());
                absence.ended();
                for (ConsoleEvent event : events) {
                    progress.tell(event);
                    further.accept(event);
                    after = event.seq();
                    if (event.topic().equals(END)) {
                        return true;
                    }
                }
                if (events.isEmpty() && wait.toSeconds() == 0) {
                    LockSupport.parkNanos(wait.toNanos());
                }
            } catch (ConsoleException e) {
                absence.await(e);
            }
        }
        return false;
    }
}
