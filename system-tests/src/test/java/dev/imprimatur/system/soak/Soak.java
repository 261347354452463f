package dev.imprimatur.system.soak;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.system.Stack;
import dev.imprimatur.system.TestCatalog;
import dev.imprimatur.system.soak.Checker.Finding;
import dev.imprimatur.system.soak.Entry.Completed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run: a stack on a simulated engine, of which things are wanted while it is broken, and a checker that looks on. */
public final class Soak implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** However slow the machine is, there is something to roll back then. */
    private static final int FIRST = 2;

    private final long seed;
    private final Pace pace;
    private final History history = new History();
    private final Clockwork clockwork = new Clockwork();
    private final Surroundings surroundings;
    private final Stack stack;
    private final Lookout lookout;
    private final Echo echo;
    private final Nemesis nemesis;
    private final Generator generator;

    /** Brings a stack up. Chance follows the seed; what the machine makes of it does not. */
    public Soak(Pace pace, long seed) throws IOException {
        this.pace = pace;
        this.seed = seed;
        String prefix = "soak-" + Long.toString(System.currentTimeMillis(), 36);
        Path catalog = TestCatalog.of(prefix, 0).folder();
        surroundings = new Surroundings(seed, pace, new Recorder(history), new MirrorRecorder(history));
        stack = Stack.in(surroundings.home(), surroundings.environment(), catalog);
        lookout = new Lookout(stack, surroundings, history);
        echo = new Echo(stack.client());
        nemesis = new Nemesis(seed, pace, stack, surroundings, lookout.topics(), echo, history, clockwork);
        generator = new Generator(
                seed + 1, pace, catalog, prefix, stack.script(), Wishes.of(stack, history), history, clockwork);
    }

    /** Runs, and gives what was violated first. */
    public Optional<Finding> run() throws IOException, InterruptedException {
        lookout.begin();
        for (int number = 1; number <= FIRST; number++) {
            generator.first();
            int ended = number;
            await("the first rebuilds").atMost(pace.settling()).until(() -> completed() >= ended);
        }
        Instant end = Instant.now().plus(pace.run());
        List<Thread> threads =
                List.of(clockwork.again("nemesis", nemesis::strike), clockwork.again("generator", generator::wish));
        Optional<Finding> found;
        try {
            found = watched(end);
        } finally {
            clockwork.end();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        clockwork.check();
        if (found.isPresent()) {
            return found;
        }
        nemesis.heal();
        return lookout.settled(pace.settling());
    }

    private long completed() {
        return history.entries().stream().filter(Completed.class::isInstance).count();
    }

    private Optional<Finding> watched(Instant end) throws IOException, InterruptedException {
        Optional<Finding> found = Optional.empty();
        while (found.isEmpty() && Instant.now().isBefore(end)) {
            clockwork.pass(LOOK);
            clockwork.check();
            surroundings.requireRoom();
            lookout.look();
            found = lookout.judge();
        }
        return found;
    }

    /** What happened too little for this run to show anything. */
    public List<String> missing() {
        return Enough.missing(history.entries(), pace.run());
    }

    /** Writes the history, and the schedule that shows a violation, if there is one; gives what to tell of both. */
    public String write(Path folder, Optional<Finding> found) throws IOException {
        return "seed " + seed + leftOut() + ", " + lookout.write(folder, Long.toString(seed), found);
    }

    private String leftOut() {
        return nemesis.leftOut().stream().map(what -> "; " + what).collect(Collectors.joining());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        clockwork.end();
        nemesis.stopHolding();
        try (surroundings;
                stack;
                echo) {
            lookout.close();
        }
    }
}
