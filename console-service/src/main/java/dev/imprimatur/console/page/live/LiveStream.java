package dev.imprimatur.console.page.live;

import dev.imprimatur.console.page.frame.Position;
import dev.imprimatur.console.timeline.Interest;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** What one page hears, event by event. Events that come close together are one: only the last state matters. */
final class LiveStream {
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final long PAUSE = 250;

    private final LiveSources sources;
    private final Interest interest;
    private final BooleanSupplier sameReader;
    private final Sse sse;
    private Position at;
    private boolean unknown;
    private boolean told;
    private boolean ended;
    private Instant beatAt = Instant.EPOCH;

    /**
     * @param sameReader whether the session that asked for it goes on
     * @param asked the position that the page was rendered at, or heard last; nothing if it does not say
     */
    LiveStream(LiveSources sources, Interest interest, BooleanSupplier sameReader, Sse sse, Optional<Position> asked) {
        this.sources = sources;
        this.interest = interest;
        this.sameReader = sameReader;
        this.sse = sse;
        Position now = sources.positions().now();
        this.unknown = asked.isEmpty()
                || asked.get().generation() != now.generation()
                || asked.get().seq() > now.seq();
        this.at = unknown ? now : asked.get();
    }

    /** Waits for the next thing to send; nothing once the stream is at its end. */
    Optional<OutboundSseEvent> next() throws InterruptedException {
        if (ended) {
            return Optional.empty();
        }
        if (unknown) {
            unknown = false;
            return Optional.of(event("refetch", at.toString()).build());
        }
        if (told) {
            // What comes within the pause goes with the next one.
            told = false;
            Thread.sleep(PAUSE);
        }
        while (!sources.stopping().now()) {
            Duration left = Duration.between(sources.clock().instant(), beatAt.plus(BEAT));
            if (!left.isPositive()) {
                beatAt = sources.clock().instant();
                if (!sameReader.getAsBoolean()) {
                    ended = true;
                    return Optional.of(event("refetch", at.toString()).build());
                }
                Position now = sources.positions().now();
                if (now.generation() != at.generation()) {
                    // It was made again: what the page shows may be gone, and no event says so.
                    at = now;
                    return Optional.of(event("refetch", at.toString()).build());
                }
                return Optional.of(event("beat", sources.lag().now().words()).build());
            }
            OptionalLong last = sources.timeline().lastAfter(at.seq(), interest, left);
            if (last.isPresent()) {
                told = true;
                at = new Position(at.generation(), last.getAsLong());
                return Optional.of(event("changed", at.toString()).build());
            }
            Thread.sleep(PAUSE);
        }
        ended = true;
        return Optional.of(event("bye", at.toString()).reconnectDelay(1000).build());
    }

    private OutboundSseEvent.Builder event(String name, String data) {
        return sse.newEventBuilder().id(at.toString()).name(name).data(data);
    }
}
