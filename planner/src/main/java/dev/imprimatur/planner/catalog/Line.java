package dev.imprimatur.planner.catalog;

import java.time.LocalDate;

/**
 * A line of releases: all that share their first number, or their first two.
 *
 * @param name the number or numbers, {@code 22} or {@code 0.12}
 * @param codename its long-term support name, or null
 * @param lts the day from which it has long-term support; null if it always had (with a code name) or never has
 * @param maintenance the day from which it gets but the most needed changes, or null
 * @param endOfLife what happens when it ends, or null if it is not known when
 * @param prefix what stands in front of its tags, may be empty
 */
public record Line(
        String name, String codename, LocalDate lts, LocalDate maintenance, EndOfLife endOfLife, String prefix) {

    /** A line of which nothing is known but its name. */
    public static Line named(String name) {
        return new Line(name, null, null, null, null, "");
    }

    /** The same line with this code name. */
    Line withCodename(String other) {
        return new Line(name, other, lts, maintenance, endOfLife, prefix);
    }

    /** Whether it has long-term support on this day. */
    public boolean supported(LocalDate today) {
        return lts == null ? codename != null : !today.isBefore(lts);
    }

    /** What its end has made of it on this day: {@code KEEP} as long as it has not come. */
    public EndOfLife.Policy state(LocalDate today) {
        return endOfLife == null || !endOfLife.reached(today) ? EndOfLife.Policy.KEEP : endOfLife.policy();
    }
}
