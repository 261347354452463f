package dev.imprimatur.console.page.log;

import dev.imprimatur.console.page.frame.Words;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the page of a log shows.
 *
 * @param id the log's id
 * @param owner whose it is, or null while its stage goes on
 * @param attempt which attempt is shown, or null for all
 * @param q what is searched for; empty for nothing
 * @param times whether each line says when it came
 * @param excerpt some of its lines
 * @param steps the steps that they belong to
 */
public record LogDetail(
        String id, LogOwner owner, Integer attempt, String q, boolean times, Excerpt excerpt, List<LogStep> steps) {

    /** The numbers of its attempts, if there is more than one. */
    public List<Integer> attempts() {
        return owner == null || owner.attempts() < 2
                ? List.of()
                : IntStream.rangeClosed(1, owner.attempts()).boxed().toList();
    }

    /** Whether more may come. */
    public boolean grows() {
        return owner == null;
    }

    /** Which lines are shown, in words. */
    public String shown() {
        if (excerpt.lines().isEmpty()) {
            return "no lines" + (grows() ? " yet" : "");
        }
        return excerpt.lines().size() == excerpt.total()
                ? Words.count(excerpt.total(), "line")
                : "lines " + excerpt.lines().getFirst().number() + " to "
                        + excerpt.lines().getLast().number() + " of " + excerpt.total();
    }

    /** What was found, in words. */
    public String found() {
        return excerpt.hitCount() == 0 ? "found nowhere" : "found in " + Words.count(excerpt.hitCount(), "line");
    }

    /** Numbers of lines in which it was found. */
    public List<Long> hits() {
        return excerpt.hits();
    }

    /** Where earlier lines are, or null. */
    public String earlier() {
        long first = excerpt.lines().isEmpty() ? 1 : excerpt.lines().getFirst().number();
        return first <= 1 ? null : address(Math.max(1, first - Excerpt.MOST));
    }

    /** Where later lines are, or null. */
    public String later() {
        boolean all = excerpt.lines().isEmpty() || excerpt.lines().getLast().number() == excerpt.total();
        return all ? null : address(excerpt.lines().getLast().number() + 1);
    }

    /** The page that shows a line, and the line on it. */
    public String at(long line) {
        return address(Math.max(1, line - 200)) + "#L" + line;
    }

    /** The same lines with their times, or without. */
    public String other() {
        return address(
                growsHere() || excerpt.lines().isEmpty()
                        ? 0
                        : excerpt.lines().getFirst().number(),
                !times);
    }

    private String address(long from) {
        return address(from, times);
    }

    private String address(long from, boolean timed) {
        return "?from=" + from + (attempt == null ? "" : "&attempt=" + attempt)
                + (q.isEmpty() ? "" : "&q=" + Words.encoded(q))
                + (timed ? "&times=true" : "");
    }

    /**
     * Where its lines can be followed from its begin; null where none is to come, or others than the last ones are
     * looked at.
     */
    public String follow() {
        return growsHere() && q.isEmpty()
                ? "/api/logs/" + id + "/follow" + (attempt == null ? "" : "?attempt=" + attempt)
                : null;
    }

    /** Whether more may come after the lines that are shown. */
    private boolean growsHere() {
        return grows() && later() == null;
    }

    /** The log as text. */
    public String raw() {
        return "/api/logs/" + id + (attempt == null ? "" : "?attempt=" + attempt);
    }
}
