package dev.imprimatur.engine;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Where an engine is.
 *
 * @param value {@code unix:///…} or {@code tcp://…}; empty for what the environment says
 */
public record EngineAddress(String value) {
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile("(?:unix:///.+|tcp://[^/:]+:\\d{1,5}/?)?");

    /** @throws IllegalArgumentException if the text is no engine's address */
    public EngineAddress {
        value = value.strip();
        if (!FORM.matcher(value).matches() || !canBeAsked(value)) {
            throw new IllegalArgumentException("not an engine's address: '" + value
                    + "', expected unix:///path or tcp://host:port, the host of letters, digits, '-' and '.'");
        }
    }

    /** Names of services may have underscores, and hosts in addresses may not. */
    private static boolean canBeAsked(String address) {
        try {
            return canBeAsked(new URI(address));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether there is a host and a port, where the engine is asked by TCP. */
    public static boolean canBeAsked(URI engine) {
        return !"tcp".equals(engine.getScheme())
                || engine.getHost() != null && engine.getPort() >= 0 && engine.getPort() <= HIGHEST_PORT;
    }

    /** Whether it is left to the environment. */
    public boolean unsaid() {
        return value.isEmpty();
    }
}
