package dev.imprimatur.engine;

import java.util.regex.Pattern;

/**
 * Where an engine is.
 *
 * @param value {@code unix:///…} or {@code tcp://…}; empty for what the environment says
 */
public record EngineAddress(String value) {
    private static final Pattern FORM = Pattern.compile("(?:unix:///.+|tcp://[^/:]+:\\d{1,5}/?)?");

    /** @throws IllegalArgumentException if the text is no engine's address */
    public EngineAddress {
        value = value.strip();
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not an engine's address: '" + value + "', expected unix:///path or tcp://host:port");
        }
    }

    /** Whether it is left to the environment. */
    public boolean unsaid() {
        return value.isEmpty();
    }
}
