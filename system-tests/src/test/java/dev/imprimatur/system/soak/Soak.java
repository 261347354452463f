package dev.imprimatur.system.soak;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.system.Stack;
import dev.imprimatur.system.TestCatalog;
import dev.imprimatur.system.soak.Checker.Finding;
import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Ended;
import dev.imprimatur.system.soak.Entry.Level;
import dev.imprimatur.system.soak.Entry.MirrorObserved;
import dev.imprimatur.system.soak.Entry.Requested;
import dev.imprimatur.system.soak.Entry.RolledBack;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** A run: a stack on a simulated engine, of which things are wanted while it is broken, and a checker that looks on. */
public final class Soak implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** However slow the machine is, there is something to roll back then. */
    private static final int FIRST = 2;

    private static final Duration TICK = Duration.ofSeconds(1);

    private final long seed;
    private final Pace pace;
    private final History history = new History();
    private final Clockwork clockwork = new Clockwork();
    private final Surroundings surroundings;
    private final Stack stack;
    private final TopicWatch topics;
    private final Echo echo;
    private final RegistryView registry;
    private final Levels levels;
    private final Leftovers leftovers;
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
        Translation translation =
                new Translation(new TesterKeys(surroundings.home().resolve("keys/trusted")));
        topics = new TopicWatch(stack.client(), record -> translation.of(record).forEach(history::add));
        echo = new Echo(stack.client());
        registry = surroundings.production();
        levels = new Levels(stack.script());
        leftovers = surroundings.leftovers();
        nemesis = new Nemesis(seed, pace, stack, surroundings, topics, echo, history, clockwork);
        Wishes wishes = new Wishes(
                stack.kafka(), URI.create(stack.address("IMPRIMATUR_CONSOLE")), stack.authorization(), history);
        generator = new Generator(seed + 1, pace, catalog, prefix, stack.script(), wishes, history, clockwork);
    }

    /** Runs, and gives what was violated first. */
    public Optional<Finding> run() throws IOException, InterruptedException {
        levels().forEach(history::add);
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
        return found.isPresent() ? found : settled();
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
            lookUnlessAway();
            found = Checker.check(history.until(topics.readUntil().minus(TICK)));
        }
        return found;
    }

    /** A registry that was away in the middle has shown nothing. */
    private void lookUnlessAway() throws IOException, InterruptedException {
        Instant begin = Instant.now();
        try {
            look(Tags::isMoving);
        } catch (IOException e) {
            if (!surroundings.programs().get(Surroundings.PRODUCTION).wasAwaySince(begin)) {
                throw e;
            }
        }
    }

    private void look(Predicate<String> wanted) throws IOException, InterruptedException {
        registry.look(tagsPut(), wanted).forEach(history::add);
    }

    private Set<String> tagsPut() {
        return history.entries().stream()
                .filter(TagPut.class::isInstance)
                .map(entry -> ((TagPut) entry).tag())
                .collect(Collectors.toSet());
    }

    /** After everything has had its time, all of the history counts. */
    private Optional<Finding> settled() throws IOException, InterruptedException {
        nemesis.heal();
        try {
            await().atMost(pace.settling()).pollInterval(TICK).until(() -> open().isEmpty() && atBase(levels()));
        } catch (ConditionTimeoutException e) {
            // What is left then is for the checker to tell.
        }
        levels().forEach(history::add);
        look(Tags::isImage);
        lookAtMirror();
        Instant asked = Instant.now();
        await().atMost(pace.settling()).until(() -> topics.readUntil().isAfter(asked));
        history.add(new Ended(Instant.now()));
        return Checker.check(history.entries());
    }

    private void lookAtMirror() throws IOException, InterruptedException {
        surroundings.mirror().look(tagsPut(), Tags::isImage).stream()
                .map(seen -> new MirrorObserved(seen.at(), seen.tag(), seen.digest()))
                .forEach(history::add);
    }

    private List<Level> levels() throws IOException, InterruptedException {
        List<Level> all = new ArrayList<>(levels.now());
        all.addAll(leftovers.now(history.entries()));
        return all;
    }

    private Set<String> open() {
        Set<String> open = new HashSet<>();
        Set<String> ended = new HashSet<>();
        for (Entry entry : history.entries()) {
            switch (entry) {
                case Requested request -> open.add(request.id());
                case Completed end -> ended.add(end.id());
                case RolledBack end -> ended.add(end.id());
                default -> {}
            }
        }
        open.removeAll(ended);
        return open;
    }

    private boolean atBase(List<Level> now) {
        Map<String, Long> base = new HashMap<>();
        for (Entry entry : history.entries()) {
            if (entry instanceof Level level) {
                base.putIfAbsent(level.what(), level.count());
            }
        }
        return now.stream().allMatch(level -> level.count() <= base.getOrDefault(level.what(), level.count()));
    }

    /** What happened too little for this run to show anything. */
    public List<String> missing() {
        return Enough.missing(history.entries(), pace.run());
    }

    /** Writes the history, and the schedule that shows a violation, if there is one; gives what to tell of both. */
    public String write(Path folder, Optional<Finding> found) throws IOException {
        Path all = folder.resolve("history-" + seed + ".jsonl");
        History.write(all, history.entries());
        String told = "seed " + seed + ", " + Summary.of(history.entries()) + leftOut() + "; logs: "
                + surroundings.home().resolve("log") + "; history: " + all.toAbsolutePath();
        if (found.isPresent()) {
            Path schedule = folder.resolve("schedule-" + seed + ".jsonl");
            History.write(schedule, Minimal.of(found.get()));
            told = found.get().violations().stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n"
                    + told + "; the least of it that shows this: " + schedule.toAbsolutePath();
        }
        return told;
    }

    private String leftOut() {
        return nemesis.leftOut().stream().map(what -> "; " + what).collect(Collectors.joining());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        clockwork.end();
        nemesis.letGo();
        try (surroundings;
                stack;
                echo) {
            topics.close();
        }
    }
}
