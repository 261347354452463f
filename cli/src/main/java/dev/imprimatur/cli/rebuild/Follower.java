package dev.imprimatur.cli.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.console.Absence;
import dev.imprimatur.cli.console.ConsoleClient;
import dev.imprimatur.cli.console.ConsoleEvent;
import dev.imprimatur.cli.console.ConsoleException;
import dev.imprimatur.cli.console.Printed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Follows a rebuild to its end; a console that restarts meanwhile is waited for. */
final class Follower {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final String END = "rebuild-completed";

    private final ConsoleClient console;
    private final Progress progress;
    private final Consumer<ConsoleEvent> further;
    private final Absence absence;
    private final Printed printed = new Printed();
    private long after;
    private boolean ended;

    /** One that hands on each event that it prints, and takes this long at most, from now on. */
    Follower(ConsoleClient console, Progress progress, Consumer<ConsoleEvent> further, Duration timeout) {
        this.console = console;
        this.progress = progress;
        this.further = further;
        this.absence = new Absence(console.address(), progress::pause, timeout);
    }

    /** The rebuild as it is now. */
    JsonNode rebuild(String rebuild) {
        return absence.through(() -> console.rebuild(rebuild));
    }

    /** Counts what has been of the rebuild, and prints nothing of it. */
    void catchUp(String rebuild) {
        for (List<ConsoleEvent> past = events(rebuild, Duration.ZERO);
                !past.isEmpty();
                past = events(rebuild, Duration.ZERO)) {
            past.stream().filter(printed::isFirst).forEach(progress::know);
            after = past.getLast().seq();
            ended |= past.stream().anyMatch(event -> event.topic().equals(END));
        }
    }

    /**
     * Prints the rebuild's events until it ended.
     *
     * @return whether it ended in time
     * @throws ConsoleException if the console is away for longer than a minute, or when the time is over
     */
    boolean follow(String rebuild) {
        if (ended) {
            return true;
        }
        boolean over = false;
        while (!absence.isOver()) {
            List<ConsoleEvent> events = events(rebuild, over ? Duration.ZERO : LONGEST_WAIT);
            for (ConsoleEvent event : events) {
                after = event.seq();
                if (printed.isFirst(event)) {
                    progress.tell(event);
                    further.accept(event);
                }
                if (event.topic().equals(END)) {
                    return true;
                }
            }
            if (events.isEmpty() && over) {
                return true;
            }
            // Where the console's database was set back, its end may be no event that is still to come.
            over = events.isEmpty() && hasEnded(rebuild);
            if (events.isEmpty() && !over && absence.left().toSeconds() == 0) {
                LockSupport.parkNanos(absence.left().toNanos());
            }
        }
        return false;
    }

    /** Whether it has; a console whose database was set back may not know it yet. */
    private boolean hasEnded(String rebuild) {
        try {
            return rebuild(rebuild).hasNonNull("finishedAt");
        } catch (ConsoleException e) {
            if (e.kind() == ConsoleException.Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private List<ConsoleEvent> events(String rebuild, Duration longest) {
        return absence.through(() -> {
            long seconds =
                    Math.min(longest.toSeconds(), Math.max(0, absence.left().toSeconds()));
            return fromTheBeginningIfGone(rebuild, seconds);
        });
    }

    /** Sequence numbers begin again where the console's database was set back. */
    private List<ConsoleEvent> fromTheBeginningIfGone(String rebuild, long seconds) {
        try {
            return console.events(after, List.of(), rebuild, seconds);
        } catch (ConsoleException e) {
            if (e.kind() != ConsoleException.Kind.GONE || after == 0) {
                throw e;
            }
            after = 0;
            return console.events(after, List.of(), rebuild, seconds);
        }
    }
}
