package dev.imprimatur.system.soak;

import dev.imprimatur.system.SmallDisk;
import dev.imprimatur.system.WrongClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What chance deals out to the nemesis: one of every fault, of what happens most more. All of it goes before it is
 * shuffled again.
 */
final class Deck {
    private static final String ANY = "any";
    private static final String EVENTS = "events";

    private final Random chance;
    private final boolean clocks;
    private final boolean disks;
    private List<Card> left = List.of();

    /** One with what this machine can do. */
    Deck(Random chance) {
        this(chance, WrongClock.isPossible(), SmallDisk.isPossible());
    }

    /**
     * One with all that is possible.
     *
     * @param clocks whether a process can have a clock of its own
     * @param disks whether a place can have a disk of its own
     */
    Deck(Random chance, boolean clocks, boolean disks) {
        this.chance = chance;
        this.clocks = clocks;
        this.disks = disks;
    }

    /** What happens. */
    enum Blow {
        KILL,
        TERMINATE,
        HOLD,
        TWICE,
        AT_ANOTHER_TIME,
        KILL_PROGRAM,
        HOLD_PROGRAM,
        DISTURB,
        FILL_DISK,
        EVENTS_AGAIN,
        EVENTS_IN_ANOTHER_ORDER,
        FORGED_EVENTS
    }

    /** What happens, and to which part or place. */
    record Card(Blow blow, String to) {}

    /** The next one. */
    Card next() {
        if (left.isEmpty()) {
            left = all();
            Collections.shuffle(left, chance);
        }
        return left.removeLast();
    }

    /** What this machine cannot do, in words. */
    List<String> leftOut() {
        List<String> leftOut = new ArrayList<>();
        if (!clocks) {
            leftOut.add("no clock was wrong, since libfaketime is missing");
        }
        if (!disks) {
            leftOut.add("no disk was full, since none can be mounted here");
        }
        return leftOut;
    }

    private List<Card> all() {
        List<Card> all = new ArrayList<>();
        for (String part : Processes.ENDED) {
            all.add(new Card(Blow.KILL, part));
            all.add(new Card(Blow.HOLD, part));
        }
        all.add(new Card(Blow.HOLD, Processes.DATABASE));
        for (String part : Second.PARTS) {
            all.add(new Card(Blow.TWICE, part));
            if (clocks) {
                all.add(new Card(Blow.AT_ANOTHER_TIME, part));
            }
        }
        for (String place : Surroundings.PLACES) {
            all.add(new Card(Blow.KILL_PROGRAM, place));
            all.add(new Card(Blow.HOLD_PROGRAM, place));
        }
        all.addAll(Collections.nCopies(2, new Card(Blow.TERMINATE, ANY)));
        for (String place : Surroundings.PLACES) {
            all.addAll(Collections.nCopies(2, new Card(Blow.DISTURB, place)));
        }
        all.add(new Card(Blow.EVENTS_AGAIN, EVENTS));
        all.add(new Card(Blow.EVENTS_IN_ANOTHER_ORDER, EVENTS));
        all.add(new Card(Blow.FORGED_EVENTS, EVENTS));
        if (disks) {
            Disks.PLACES.forEach(place -> all.add(new Card(Blow.FILL_DISK, place)));
        }
        return all;
    }
}
