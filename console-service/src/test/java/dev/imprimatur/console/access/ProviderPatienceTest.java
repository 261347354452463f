package dev.imprimatur.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.api.ApiException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider that hangs holds few requests, and no other one. */
class ProviderPatienceTest {
    private static final int PLACES = 8;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(10);

    private final ProviderPatience patience = new ProviderPatience();

    @Test
    @Timeout(30)
    void fewWaitAndTheOthersHearSo() throws Exception {
        CompletableFuture<String> provider = new CompletableFuture<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> waiting = new ArrayList<>();
            for (int i = 0; i < PLACES; i++) {
                waiting.add(threads.submit(() -> patience.await(Uni.createFrom().completionStage(provider), LONG)));
            }
            await().untilAsserted(() -> assertThatThrownBy(this::hangs)
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("8 requests wait for it already"));

            assertThat(patience.await(Uni.createFrom().item("known"), LONG))
                    .as("what needs no wait")
                    .isEqualTo("known");
            provider.complete("late");
            for (Future<String> each : waiting) {
                assertThat(each.get()).isEqualTo("late");
            }
        }
        assertThatThrownBy(this::hangs).as("its place is free again").isInstanceOf(TimeoutException.class);
        assertThatThrownBy(this::hangs).isInstanceOf(TimeoutException.class);
    }

    @Test
    void whatFailsFailsAsItDid() {
        IllegalStateException why = new IllegalStateException("refused");
        for (int i = 0; i < 2 * PLACES; i++) {
            assertThatThrownBy(() -> patience.await(Uni.createFrom().failure(why), LONG))
                    .isSameAs(why);
        }
    }

    private void hangs() {
        patience.await(Uni.createFrom().nothing(), SHORT);
    }
}
