package dev.imprimatur.console.page.worker;

import dev.imprimatur.console.worker.Result;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a worker's last tries ended, drawn with attributes only, the oldest left.
 *
 * @param marks from left to right
 * @param words the same in words
 */
public record Strip(List<Mark> marks, String words) {
    private static final int STEP = 8;

    /**
     * A try.
     *
     * @param colour the class of its colour
     * @param x where it stands
     */
    public record Mark(String colour, int x) {}

    static Strip of(List<Result> newestFirst) {
        List<Result> results = newestFirst.reversed();
        long passed = results.stream().filter(Result.PASSED::equals).count();
        long chance = results.stream().filter(Result.CHANCE::equals).count();
        return new Strip(
                IntStream.range(0, results.size())
                        .mapToObj(i -> new Mark(colour(results.get(i)), i * STEP))
                        .toList(),
                passed + " of " + results.size() + " passed"
                        + (chance == 0 ? "" : ", " + chance + " failed for a transient reason"));
    }

    private static String colour(Result result) {
        return switch (result) {
            case PASSED -> "g-ok";
            case CHANCE -> "g-fail";
            case FAILED -> "g-inh";
            case STOPPED -> "g-gone";
        };
    }

    /** How wide it is. */
    public int width() {
        return Math.max(1, marks.size() * STEP);
    }
}
