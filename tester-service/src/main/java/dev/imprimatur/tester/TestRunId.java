package dev.imprimatur.tester;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.LogId;
import dev.imprimatur.events.RebuildId;
import java.util.regex.Pattern;

/**
 * Names the testing of one image in one rebuild. It follows from the two, so that a second delivery finds the first
 * one's run; it is also the value of the label of everything the run puts on an engine.
 *
 * @param value {@code t-} and 20 hex digits
 */
public record TestRunId(String value) {
    private static final Pattern FORM = Pattern.compile("t-[a-f0-9]{20}");

    /** @throws IllegalArgumentException if the value has another form */
    public TestRunId {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a test run's id: '" + value + "', expected t- and 20 hex digits");
        }
    }

    /** The run of this image in this rebuild. */
    public static TestRunId of(RebuildId rebuild, ImageKey image) {
        return new TestRunId(LogId.of(LogId.Keeper.TESTER, rebuild, image).value());
    }

    @Override
    public String toString() {
        return value;
    }
}
