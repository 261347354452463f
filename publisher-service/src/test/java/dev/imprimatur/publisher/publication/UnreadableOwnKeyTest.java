package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.publisher.registry.BriefLockWait;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The publisher's own key cannot be read during more attempts than a publication has, which are two. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(BriefLockWait.class)
class UnreadableOwnKeyTest {
    private static final Path KEY = Path.of("target/test-keys/publisher.pem");

    @Inject
    Bus bus;

    UnreliableRegistry production;

    @Test
    void whatCannotBeSignedCostsTimeAndNoAttempt() throws IOException {
        Family family = new Family(bus, production.behind().registry());
        TestCompleted event = Verdicts.approved(family.push("patient"), family.candidate("1.0.0", "1"));
        String key = Files.readString(KEY);
        Files.writeString(KEY, "another file");
        try {
            bus.send(event);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> attempts(event).stream()
                                    .filter(attempt -> attempt.free && attempt.failure.is(FailureKinds.KEY_UNREADABLE))
                                    .count()
                            > 2);
        } finally {
            Files.writeString(KEY, key);
        }

        PublishCompleted published = family.published(event);

        assertThat(published.failure()).isNull();
        assertThat(family.digestOf("1")).isEqualTo(published.digest());
        assertThat(attempts(event).stream().filter(attempt -> !attempt.free)).hasSize(1);
        assertThat(bus.published(event)).hasSize(1);
    }

    private static List<PublicationAttempt> attempts(TestCompleted event) {
        return QuarkusTransaction.requiringNew().call(() -> PublicationAttempt.of(Publication.id(event)));
    }
}
