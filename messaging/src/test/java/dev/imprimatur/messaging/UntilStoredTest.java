package dev.imprimatur.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UntilStoredTest {
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void itWaitsForTheDatabase() {
        UntilStored.store(() -> {
            if (runs.incrementAndGet() < 3) {
                throw away();
            }
        });

        assertThat(runs).hasValue(3);
    }

    @Test
    void aMistakeOfTheProgramIsThrownAtOnce() {
        assertThatThrownBy(() -> UntilStored.store(() -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("there is no such row");
                }))
                .hasMessage("there is no such row");
        assertThat(runs).hasValue(1);
    }

    @Test
    void aStoppingServiceDoesNotWait() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> UntilStored.store(() -> {
                    runs.incrementAndGet();
                    throw away();
                }))
                .hasMessage("cannot store");
        assertThat(runs).hasValue(1);
    }

    private static RuntimeException away() {
        return new IllegalStateException("cannot store", new SQLException("the connection is broken", "08006"));
    }
}
