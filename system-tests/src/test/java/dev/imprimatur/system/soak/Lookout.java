package dev.imprimatur.system.soak;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.system.Stack;
import dev.imprimatur.system.soak.Checker.Finding;
import dev.imprimatur.system.soak.Entry.Completed;
import dev.imprimatur.system.soak.Entry.Ended;
import dev.imprimatur.system.soak.Entry.Level;
import dev.imprimatur.system.soak.Entry.MirrorObserved;
import dev.imprimatur.system.soak.Entry.Requested;
import dev.imprimatur.system.soak.Entry.RolledBack;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.io.IOException;
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

/** Looks at a stack from outside while it works, writes down what it sees, and has that judged. */
final class Lookout implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final History history;
    private final Surroundings surroundings;
    private final TopicWatch topics;
    private final RegistryView registry;
    private final Levels levels;
    private final Leftovers leftovers;

    /** At a stack that stands on these surroundings, which write into the same history. */
    Lookout(Stack stack, Surroundings surroundings, History history) {
        this.history = history;
        this.surroundings = surroundings;
        Translation translation =
                new Translation(new TesterKeys(surroundings.home().resolve("keys/trusted")));
        topics = new TopicWatch(stack.client(), record -> translation.of(record).forEach(history::add));
        registry = surroundings.production();
        levels = new Levels(stack.script());
        leftovers = surroundings.leftovers();
    }

    /** What it reads of Kafka. */
    TopicWatch topics() {
        return topics;
    }

    /** How much there is of what comes and goes, before anything is asked for. */
    void begin() throws IOException, InterruptedException {
        levels().forEach(history::add);
    }

    /** Looks at the tags that move; a registry that was away in the middle has shown nothing. */
    void look() throws IOException, InterruptedException {
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

    /** What is violated first in what had reached Kafka by now. */
    Optional<Finding> judge() {
        return Checker.check(history.until(topics.readUntil().minus(TICK)));
    }

    /** After everything has had its time, all of the history counts. */
    Optional<Finding> settled(Duration limit) throws IOException, InterruptedException {
        try {
            await().atMost(limit).pollInterval(TICK).until(() -> open().isEmpty() && atBase(levels()));
        } catch (ConditionTimeoutException e) {
            // What is left then is for the checker to tell.
        }
        levels().forEach(history::add);
        look(Tags::isImage);
        lookAtMirror();
        Instant asked = Instant.now();
        await().atMost(limit).until(() -> topics.readUntil().isAfter(asked));
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

    /** Writes the history, and the schedule that shows a violation, if there is one; gives what to tell of both. */
    String write(Path folder, String name, Optional<Finding> found) throws IOException {
        Path all = folder.resolve("history-" + name + ".jsonl");
        History.write(all, history.entries());
        String told = Summary.of(history.entries()) + "; logs: "
                + surroundings.home().resolve("log") + "; history: " + all.toAbsolutePath();
        if (found.isPresent()) {
            Path schedule = folder.resolve("schedule-" + name + ".jsonl");
            History.write(schedule, Minimal.of(found.get()));
            told = found.get().violations().stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n"
                    + told + "; the least of it that shows this: " + schedule.toAbsolutePath();
        }
        return told;
    }

    @Override
    public void close() throws InterruptedException {
        topics.close();
    }
}
