package dev.imprimatur.planner.catalog;

import java.time.LocalDate;
import java.util.Locale;

/**
 * What becomes of images on the day on which their release line ends.
 *
 * @param date the day
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

    /** Whether it applies on this day. */
    public boolean reached(LocalDate today) {
        return !today.isBefore(date);
    }
}
