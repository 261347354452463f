package dev.imprimatur.console.log;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Server-sent events of another service, one by one. */
final class RelayedEvents implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final InputStream stream;
    private final BufferedReader lines;
    private final BooleanSupplier allowed;
    private final Clock clock;
    private final Sse sse;
    private Instant lookAt;

    /**
     * @param allowed whether who asked for them may still have them, looked at with events, every few seconds at most
     */
    RelayedEvents(InputStream stream, BooleanSupplier allowed, Clock clock, Sse sse) {
        this.stream = stream;
        this.allowed = allowed;
        this.clock = clock;
        this.lookAt = clock.instant().plus(LOOK);
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        this.sse = sse;
    }

    /** Waits for the next event; nothing when the stream has ended, or broke off: who follows it then comes again. */
    Optional<OutboundSseEvent> next() {
        OutboundSseEvent.Builder event = sse.newEventBuilder();
        boolean any = false;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    add(line, event);
                    any = true;
                } else if (any) {
                    return isAllowed() ? Optional.of(event.build()) : Optional.empty();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // It broke off, or nothing came for a while.
        }
        return Optional.empty();
    }

    private boolean isAllowed() {
        Instant now = clock.instant();
        if (now.isBefore(lookAt)) {
            return true;
        }
        lookAt = now.plus(LOOK);
        return allowed.getAsBoolean();
    }

    private static void add(String line, OutboundSseEvent.Builder event) {
        int colon = line.indexOf(':');
        String value = line.substring(colon + 1).stripLeading();
        switch (line.substring(0, Math.max(0, colon))) {
            case "id" -> event.id(value);
            case "event" -> event.name(value);
            case "data" -> event.data(value);
            default -> event.comment(value);
        }
    }

    /**
     * Ends what {@link #next} waits for. The reader has a lock while it waits, on which an event loop may not wait: it
     * is left alone.
     */
    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // It is not read any more.
        }
    }
}
