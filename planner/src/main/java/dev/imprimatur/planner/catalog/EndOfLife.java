package dev.imprimatur.planner.catalog;

import java.time.LocalDate;
import java.util.Locale;

/**
 * What becomes of images when their release line has ended.
 *
 * @param date the last day on which it is supported, in UTC
 * @param policy what happens
 */
public record EndOfLife(LocalDate date, Policy policy) {

    /** What happens. */
    public enum Policy {
        /** Nothing: they are built as before. */
        KEEP,
        /** Their tags stay, and they are not built any more. */
        FREEZE,
        /** They are no longer planned: their moving tags are free for others. */
        RETIRE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it applies on this day: the last day is over. */
    public boolean reached(LocalDate today) {
        return today.isAfter(date);
    }
}
