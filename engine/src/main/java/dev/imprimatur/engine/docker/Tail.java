package dev.imprimatur.engine.docker;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines of an output: enough to see why something failed, little enough for an event. */
final class Tail {
    private static final int LINES = 40;
    private static final int CHARACTERS = 4096;

    private final Deque<String> lines = new ArrayDeque<>();

    /** Takes the next line; empty ones at the beginning are left out. */
    synchronized void add(String line) {
        if (line.isEmpty() && lines.isEmpty()) {
            return;
        }
        lines.addLast(line);
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }

    /** Begins again. */
    synchronized void clear() {
        lines.clear();
    }

    /** The last lines. */
    synchronized String text() {
        String all = String.join("\n", lines);
        return all.length() <= CHARACTERS ? all : "…" + all.substring(all.length() - CHARACTERS + 1);
    }
}
