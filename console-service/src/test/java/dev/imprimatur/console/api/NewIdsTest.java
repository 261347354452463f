package dev.imprimatur.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.order.NewIds;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NewIdsTest {
    @Test
    void requestsOfTheSameMomentGetDifferentIds() {
        Instant now = Instant.parse("2026-11-29T12:09:19Z");

        assertThat(Stream.generate(() -> NewIds.of("rb", now)).limit(1000)).doesNotHaveDuplicates();
        assertThat(NewIds.of("rb", now).value()).matches("rb-20261129-120919-[0-9a-f]{8}");
    }
}
