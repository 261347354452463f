package dev.imprimatur.console.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;
import org.junit.jupiter.api.Test;

/** Who followed a log follows it no longer than they may. */
class RelayedEventsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T03:00:45Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);

    @Test
    void theyEndOnceWhoAskedForThemMayNotHaveThem() {
        AtomicBoolean allowed = new AtomicBoolean(true);
        AtomicInteger looks = new AtomicInteger();
        try (RelayedEvents events = new RelayedEvents(
                new ByteArrayInputStream("event: log\ndata: x\n\n".repeat(100).getBytes(StandardCharsets.UTF_8)),
                () -> {
                    looks.incrementAndGet();
                    return allowed.get();
                },
                clock,
                new SseImpl())) {
            for (int i = 0; i < 50; i++) {
                assertThat(events.next()).isPresent();
            }
            assertThat(looks).as("not with each record").hasValue(0);
            now.updateAndGet(before -> before.plus(Duration.ofSeconds(5)));
            assertThat(events.next()).isPresent();
            assertThat(looks).hasValue(1);

            allowed.set(false);
            now.updateAndGet(before -> before.plus(Duration.ofSeconds(5)));

            assertThat(events.next()).isEmpty();
        }
    }
}
