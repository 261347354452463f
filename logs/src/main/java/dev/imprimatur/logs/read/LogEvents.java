package dev.imprimatur.logs.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.logs.store.LogRecord;
import dev.imprimatur.logs.store.LogState;
import dev.imprimatur.logs.store.LogStore;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log as server-sent events while it grows. It is read from the database, so any replica can serve it. */
final class LogEvents {
    private static final int PAGE = 4;
    private static final Duration POLL = Duration.ofMillis(300);
    private static final int POLLS_BEFORE_A_SIGN_OF_LIFE = 30;

    private final LogStore store;
    private final String id;
    private final Integer attempt;
    private final Sse sse;
    private int after;

    LogEvents(LogStore store, String id, Integer attempt, int after, Sse sse) {
        this.store = store;
        this.id = id;
        this.attempt = attempt;
        this.after = after;
        this.sse = sse;
    }

    /**
     * One record, as the event's data.
     *
     * @param attempt the attempt that wrote it
     * @param text its lines, each with its time in front
     */
    record Piece(int attempt, String text) {}

    /**
     * What comes next.
     *
     * @param events records, or a sign of life, or the end
     * @param last whether nothing follows
     */
    record Next(List<OutboundSseEvent> events, boolean last) {}

    /** Waits for what comes next. */
    Next next() {
        Optional<byte[]> earlier = after == 0 ? store.earlierText(id) : Optional.empty();
        if (earlier.isPresent()) {
            return new Next(List.of(log(0, 1, earlier.get()), end(null)), true);
        }
        for (int poll = 0; poll < POLLS_BEFORE_A_SIGN_OF_LIFE; poll++) {
            // The state first: what was written before the end is read after the end is known.
            LogState state = store.state(id).orElse(null);
            List<LogRecord> records = store.records(id, after, attempt, PAGE);
            if (!records.isEmpty()) {
                after = records.getLast().seq();
                return new Next(
                        records.stream()
                                .map(each -> log(each.seq(), each.attempt(), each.text()))
                                .toList(),
                        false);
            }
            if (state == null || ended(state)) {
                return new Next(List.of(end(state)), true);
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Next(List.of(), true);
            }
        }
        return new Next(List.of(sse.newEventBuilder().comment("still there").build()), false);
    }

    private boolean ended(LogState state) {
        return state.sealed() || attempt != null && state.attempt() > attempt;
    }

    private OutboundSseEvent log(int seq, int attemptOfIt, byte[] text) {
        return sse.newEventBuilder()
                .id(Integer.toString(seq))
                .name("log")
                .data(json(new Piece(attemptOfIt, new String(text, StandardCharsets.UTF_8))))
                .build();
    }

    private OutboundSseEvent end(LogState state) {
        return sse.newEventBuilder()
                .name("end")
                .data(json(state == null ? Map.of() : state))
                .build();
    }

    private static String json(Object value) {
        try {
            return EventJson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
