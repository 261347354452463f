package dev.imprimatur.system.soak;

import dev.imprimatur.system.FreePorts;
import dev.imprimatur.system.PartProgram;
import dev.imprimatur.system.Stack;
import dev.imprimatur.system.WrongClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One more process of a service beside the first one: of one service at a time. */
final class Second {
    /** Which services there can be two of. */
    static final List<String> PARTS = List.of("renderer", "builder-1", "tester", "publisher", "console");

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Stack stack;
    private final Clockwork clockwork;
    private String part;
    private Process process;
    private int started;

    Second(Stack stack, Clockwork clockwork) {
        this.stack = stack;
        this.clockwork = clockwork;
    }

    /**
     * Starts another one of this part, which runs, and waits until it listens; with a clock of its own if there is one.
     */
    void start(String another, Optional<WrongClock> clock) throws InterruptedException {
        part = another;
        int port = FreePorts.anyFree();
        process = new PartProgram(stack, part)
                .start(
                        "second-" + ++started + "-" + part,
                        port,
                        clock.map(WrongClock::environment).orElseGet(Map::of));
        Instant end = Instant.now().plus(LIMIT);
        while (process.isAlive() && Instant.now().isBefore(end) && clockwork.goesOn() && !FreePorts.listens(port)) {
            clockwork.pass(LOOK);
        }
    }

    /** Ends it, at once or by asking it to, and says what was done; nothing if there is none. */
    Optional<String> end(boolean atOnce) {
        if (process == null) {
            return Optional.empty();
        }
        String name = "the second " + part;
        boolean alive = process.isAlive();
        if (atOnce) {
            process.destroyForcibly().onExit().join();
        } else {
            Processes.terminate(name, process.toHandle());
        }
        process = null;
        return Optional.of(alive ? (atOnce ? "kill -9 " : "TERM ") + name : name + " has ended by itself");
    }
}
