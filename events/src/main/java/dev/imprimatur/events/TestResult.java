package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What one test said.
 *
 * @param name the test's name
 * @param outcome how it ended
 * @param durationMillis how long it took
 * @param failure why it did not pass, or null
 */
public record TestResult(String name, Outcome outcome, long durationMillis, FailureReport failure) {

    /** How a test ended. */
    public enum Outcome {
        /** All its commands succeeded. */
        PASSED,
        /** A command failed. */
        FAILED,
        /** It took longer than it may. */
        TIMED_OUT,
        /** It was not tried, since an earlier one did not pass or the image could not be had. */
        NOT_RUN;

        /** Reads the text form, kebab case. */
        @JsonCreator
        public static Outcome parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether it passed. */
    public boolean passed() {
        return outcome == Outcome.PASSED;
    }
}
