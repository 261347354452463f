package dev.imprimatur.console.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.work.QueueView;
import dev.imprimatur.messaging.work.QueuedWork;
import dev.imprimatur.messaging.work.QueuedWorkBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why something waits, in words. */
class ReasonTest {
    @Test
    void howManyAttemptsThereAreIsSaidOnlyWhereItIsKnown() {
        assertThat(reason(2, 4)).isEqualTo("tries again in 30 s (attempt 3 of 4)");
        assertThat(reason(6, null)).isEqualTo("tries again in 30 s (attempt 7)");
    }

    private static String reason(long failures, Integer attempts) {
        QueuedWork work = QueuedWorkBuilder.builder()
                .delayed(true)
                .due(Instant.ofEpochSecond(30))
                .failures(failures)
                .attempts(attempts)
                .build();
        return Reason.of(work, new QueueView.Part(List.of(work), 1, 0, 1), "builder", null, Instant.EPOCH);
    }
}
