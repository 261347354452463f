package dev.imprimatur.engine.docker;

import java.time.Duration;

/**
 * How the pieces of an engine's answer are taken. While one is, the engine's answer is not read, and soon a command
 * that prints stands still: an output whose database is away takes nothing until that is back. That says nothing about
 * the command.
 */
final class Intake {
    /** One that takes less is work of its own; a command that prints without an end would have time without an end. */
    private static final Duration LONG = Duration.ofSeconds(1);

    private boolean taking;
    private long changedAt = System.nanoTime();
    private Duration heldUp = Duration.ZERO;

    /** Takes a piece. They come one after the other. */
    void take(Runnable piece) {
        change(true);
        try {
            piece.run();
        } finally {
            change(false);
        }
    }

    private synchronized void change(boolean begins) {
        heldUp = heldUp();
        taking = begins;
        changedAt = System.nanoTime();
    }

    /** How long pieces have held the engine up so far. */
    synchronized Duration heldUp() {
        Duration present = taking ? passed() : Duration.ZERO;
        return present.compareTo(LONG) < 0 ? heldUp : heldUp.plus(present);
    }

    /** How long no piece has come. */
    synchronized Duration quiet() {
        return taking ? Duration.ZERO : passed();
    }

    private Duration passed() {
        return Duration.ofNanos(System.nanoTime() - changedAt);
    }
}
