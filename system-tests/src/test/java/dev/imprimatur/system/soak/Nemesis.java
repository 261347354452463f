package dev.imprimatur.system.soak;

import dev.imprimatur.system.Stack;
import dev.imprimatur.system.WrongClock;
import dev.imprimatur.system.fault.FaultPlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Breaks the stack again and again, as chance wills, and repairs it as an operator would: by {@code up}. */
final class Nemesis {
    /** Who says nothing for 8 s is taken for dead by the other processes of its service. */
    private static final Duration TAKEOVER = Duration.ofSeconds(10);

    private static final List<Integer> FREQUENCIES = List.of(1, 2, 4);

    private static final List<Duration> WRONG =
            List.of(Duration.ofSeconds(15), Duration.ofMinutes(10), Duration.ofHours(3), Duration.ofDays(400));

    /** What is noted where the stack was not repaired at once. */
    static final String UP_FAILED = "up failed";

    private final Random chance;
    private final Deck deck;
    private final Pace pace;
    private final Stack stack;
    private final Processes processes;
    private final Surroundings surroundings;
    private final EventFaults events;
    private final History history;
    private final Clockwork clockwork;
    private final Second second;
    private List<ProcessHandle> held = List.of();

    Nemesis(
            long seed,
            Pace pace,
            Stack stack,
            Surroundings surroundings,
            TopicWatch topics,
            Echo echo,
            History history,
            Clockwork clockwork) {
        this.chance = new Random(seed);
        this.deck = new Deck(chance);
        this.pace = pace;
        this.stack = stack;
        this.processes = new Processes(stack);
        this.surroundings = surroundings;
        // Of its own: how often it draws depends on what lies on the topics by then.
        this.events = new EventFaults(new Random(seed + 2), pace, topics, echo, history, clockwork);
        this.history = history;
        this.clockwork = clockwork;
        this.second = new Second(stack, clockwork);
    }

    /** One fault, after a pause. */
    void strike() throws InterruptedException, IOException {
        Deck.Card card = deck.next();
        clockwork.pass(pace.pause(chance));
        String to = card.to();
        switch (card.blow()) {
            case KILL -> end("kill -9", to);
            case TERMINATE -> end("TERM", any(Processes.ENDED));
            case HOLD -> hold(to);
            case TWICE -> twice(to);
            case AT_ANOTHER_TIME -> atAnotherTime(to);
            case KILL_PROGRAM -> kill(to);
            case HOLD_PROGRAM -> holdProgram(to);
            case DISTURB -> disturb(to);
            case FILL_DISK -> fillDisk(to);
            case EVENTS_AGAIN -> events.again();
            case EVENTS_IN_ANOTHER_ORDER -> events.inAnotherOrder();
            case FORGED_EVENTS -> events.forged();
        }
    }

    /** What this machine cannot do, in words. */
    List<String> leftOut() {
        return deck.leftOut();
    }

    private <T> T any(List<T> choice) {
        return choice.get(chance.nextInt(choice.size()));
    }

    private void end(String how, String part) throws InterruptedException {
        note(how + " " + part);
        if (how.equals("TERM")) {
            processes.terminate(part);
        } else {
            processes.kill(part);
        }
        clockwork.pass(pace.outage(chance).dividedBy(4));
        repair();
    }

    /** As an operator would: where a machine is so slow that something does not start in time, once more. */
    private void repair() {
        try {
            stack.up();
        } catch (AssertionError e) {
            note(UP_FAILED + ": "
                    + e.getMessage()
                            .lines()
                            .filter(line -> line.startsWith("✗"))
                            .toList());
            stack.up();
        }
    }

    private void hold(String part) throws InterruptedException {
        hold(part, processes.of(part), pace.outage(chance));
    }

    private void hold(String name, List<ProcessHandle> those, Duration outage) throws InterruptedException {
        note("STOP " + name + " for " + outage.toMillis() + " ms");
        held = those;
        Processes.hold(held);
        clockwork.pass(outage);
        release();
    }

    private void holdProgram(String name) throws InterruptedException {
        Program program = surroundings.programs().get(name);
        hold(name, program.held(), pace.outage(chance));
        program.isBack();
    }

    /** A registry comes back with all that it had, an engine with nothing. */
    private void kill(String name) throws InterruptedException, IOException {
        note("kill -9 " + name);
        surroundings.programs().get(name).kill();
        clockwork.pass(pace.outage(chance).dividedBy(4));
        surroundings.start();
    }

    /**
     * From now on there are two of it, until another card begins with the end of one of them. At first one is held up
     * for longer than the other one waits before it takes work over: what it had in hand it goes on with then, without
     * knowing.
     */
    private void twice(String part) throws InterruptedException {
        second.end(chance.nextBoolean()).ifPresent(this::note);
        note("a second " + part);
        second.start(part, Optional.empty());
        Duration outage = pace.outage(chance);
        hold(part, processes.of(part), outage.compareTo(TAKEOVER) < 0 ? TAKEOVER : outage);
    }

    /** Like that, and the clock of the second one is wrong, and then set to another wrong time. */
    private void atAnotherTime(String part) throws InterruptedException {
        second.end(chance.nextBoolean()).ifPresent(this::note);
        Duration ahead = ahead();
        note("a second " + part + ", by a clock that is ahead by " + ahead);
        WrongClock clock = new WrongClock(ahead);
        second.start(part, Optional.of(clock));
        clockwork.pass(pace.outage(chance).dividedBy(4));
        Duration next = ahead();
        note("the second " + part + "'s clock is ahead by " + next);
        clock.set(next);
        clockwork.pass(pace.outage(chance).dividedBy(4));
    }

    private Duration ahead() {
        Duration some = any(WRONG);
        return chance.nextBoolean() ? some : some.negated();
    }

    private void release() {
        Processes.goOn(held);
        held = List.of();
    }

    private void disturb(String place) throws InterruptedException {
        Duration outage = pace.outage(chance);
        int oneIn = any(FREQUENCIES);
        note("1 in " + oneIn + " requests to " + place + " for " + outage.toMillis() + " ms");
        FaultPlan plan = surroundings.plans().get(place);
        plan.arm(oneIn);
        clockwork.pass(outage);
        plan.arm(false);
    }

    private void fillDisk(String place) throws InterruptedException, IOException {
        Duration outage = pace.outage(chance);
        note("the disk of " + place + " is full for " + outage.toMillis() + " ms");
        surroundings.fill(place);
        clockwork.pass(outage);
        surroundings.makeRoom(place);
        if (place.equals(Disks.LOCAL_STACK)) {
            repair();
        }
    }

    private void note(String what) {
        history.add(new Entry.Fault(Instant.now(), what));
    }

    /** Takes back whatever it has done. */
    void heal() throws InterruptedException, IOException {
        release();
        surroundings.calm();
        surroundings.start();
        second.end(false).ifPresent(this::note);
        repair();
    }

    /** Holds nothing up any more, so that all of it can be stopped. */
    void stopHolding() {
        release();
        surroundings.calm();
        second.end(true);
    }
}
