package dev.imprimatur.messaging.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.messaging.stack.LateStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service that starts before its database and before Kafka: this class is only reached if it waited for both. */
@QuarkusTest
@WithTestResource(LateStack.class)
class LateStartTest {
    @Inject
    SmallRyeHealthReporter health;

    LateStack stack;

    @Test
    void aServiceThatStartsWaitsForDatabaseAndKafka() {
        assertThat(stack.toDatabase()).isGreaterThan(LateStack.DATABASE);
        assertThat(stack.toKafka()).isGreaterThan(LateStack.KAFKA);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !health.getReadiness().isDown());
    }
}
