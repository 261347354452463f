package dev.imprimatur.builder;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.LogId;
import dev.imprimatur.events.RebuildId;
import java.util.regex.Pattern;

/**
 * Names the building of one image in one rebuild. It follows from the two, so that a second delivery finds the first
 * one's build; the build's log has the same name.
 *
 * @param value {@code b-} and 20 hex digits
 */
public record BuildKey(String value) {
    private static final Pattern FORM = Pattern.compile("b-[a-f0-9]{20}");

    /** @throws IllegalArgumentException if the value has another form */
    public BuildKey {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a build's key: '" + value + "', expected b- and 20 hex digits");
        }
    }

    /** The build of this image in this rebuild. */
    public static BuildKey of(RebuildId rebuild, ImageKey image) {
        return new BuildKey(LogId.of(LogId.Keeper.BUILDER, rebuild, image).value());
    }

    @Override
    public String toString() {
        return value;
    }
}
