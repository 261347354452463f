package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.TagHolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What other services send, as recorded, is understood here. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class ContractTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    /**
     * A publication that a publisher signed is believed, so another test's plan would have to keep its tags. Those of
     * other tests are forgotten too, or they would be taken for it before it comes.
     */
    @BeforeEach
    @AfterEach
    void forgetWhatWasPublished() {
        QuarkusTransaction.requiringNew().run(() -> {
            TagHolder.deleteAll();
            PublishedImage.deleteAll();
        });
    }

    @Test
    void recordedEventsAreHandled() {
        try (Kafka kafka = new Kafka(servers)) {
            List<Class<? extends Event>> consumed =
                    List.of(BuildCompleted.class, TestCompleted.class, PublishCompleted.class, RebuildRequested.class);
            consumed.forEach(type -> kafka.send(Topic.of(type), "contract", recorded(type)));
            RebuildRequested request = EventFixtures.event(RebuildRequested.class);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Stream.concat(
                                    kafka.events(RenderCompleted.class).stream(),
                                    kafka.events(RebuildCompleted.class).stream())
                            .anyMatch(event -> event.rebuildId().equals(request.rebuildId())));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> QuarkusTransaction.requiringNew().call(() -> TagHolder.count()) > 0);
            consumed.forEach(type -> assertThat(kafka.records(Topic.of(type).deadLetters()))
                    .noneSatisfy(letter -> assertThat(letter.key()).isEqualTo("contract")));
        }
    }

    /** As it was recorded; what is believed only with a signature gets one. */
    private static byte[] recorded(Class<? extends Event> type) {
        try {
            return switch (EventFixtures.event(type)) {
                case BuildCompleted built -> EventJson.MAPPER.writeValueAsBytes(TestSignatures.sign(built));
                case TestCompleted verdict -> EventJson.MAPPER.writeValueAsBytes(TestSignatures.sign(verdict));
                case PublishCompleted published -> EventJson.MAPPER.writeValueAsBytes(TestSignatures.sign(published));
                default -> EventFixtures.text(type).getBytes(StandardCharsets.UTF_8);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
