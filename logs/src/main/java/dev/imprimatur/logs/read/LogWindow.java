package dev.imprimatur.logs.read;

import java.util.List;

/**
 * Some lines of a log. Numbers count through all attempts, from 1.
 *
 * @param total how many lines the log has by now
 * @param attempts which of them each attempt printed
 * @param lines those that were asked for
 * @param hits how many lines hold the text, or null if none was looked for
 * @param next the number of the line with which the rest begins, or null if there is none
 */
public record LogWindow(long total, List<Lines> attempts, List<Line> lines, Long hits, Long next) {
    /**
     * A line.
     *
     * @param number its number
     * @param attempt the attempt that printed it
     * @param time when it came
     * @param text what it says; the beginning of it, if it is very long
     */
    public record Line(long number, int attempt, String time, String text) {}

    /**
     * Which lines an attempt printed.
     *
     * @param attempt the attempt
     * @param first the number of its first line
     * @param last the number of its last line
     */
    public record Lines(int attempt, long first, long last) {}
}
