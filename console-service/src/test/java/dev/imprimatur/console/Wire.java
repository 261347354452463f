package dev.imprimatur.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.Kafka;
import io.restassured.RestAssured;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.ConfigProvider;

/** What tests say on Kafka, and hear there, as any client would. */
public final class Wire {
    private Wire() {}

    /** Sends a value to a topic, without headers; signed, if it is an event that counts only so. */
    public static void send(Topic topic, String value) {
        sendAsIs(topic, null, signed(topic, value));
    }

    /** The same, signed, if it is an event that counts only so. */
    public static String signed(Topic topic, String value) {
        try {
            return switch (EventReader.read(EventFixtures.record(topic.event(), value), topic.event())) {
                case RenderCompleted rendered -> EventJson.MAPPER.writeValueAsString(TestSignatures.sign(rendered));
                case RebuildCompleted ended -> EventJson.MAPPER.writeValueAsString(TestSignatures.sign(ended));
                case BuildCompleted built -> EventJson.MAPPER.writeValueAsString(TestSignatures.sign(built));
                case TestCompleted verdict -> EventJson.MAPPER.writeValueAsString(TestSignatures.sign(verdict));
                case PublishCompleted published -> EventJson.MAPPER.writeValueAsString(TestSignatures.sign(published));
                case RollbackCompleted ended -> EventJson.MAPPER.writeValueAsString(TestSignatures.sign(ended));
                case MirrorCompleted mirrored -> EventJson.MAPPER.writeValueAsString(TestSignatures.sign(mirrored));
                default -> value;
            };
        } catch (BadEventException e) {
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a value to a topic, without headers; those of one key are read in their order. */
    public static void sendAsIs(Topic topic, String key, String value) {
        try (Kafka kafka = new Kafka(servers())) {
            kafka.send(topic, key, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The recorded event as one of this rebuild. */
    public static String fixture(Class<? extends Event> type, String rebuild) {
        return EventFixtures.text(type)
                .replace("r-0123456789ab", rebuild)
                .replaceFirst("\"eventId\": \"", "\"eventId\": \"" + rebuild + "/");
    }

    /** Sends recorded events as those of this rebuild, each once the one before it has been seen. */
    public static void tell(String rebuild, List<Class<? extends Event>> types) {
        for (int i = 0; i < types.size(); i++) {
            send(Topic.of(types.get(i)), fixture(types.get(i), rebuild));
            awaitEvents(rebuild, i + 1);
        }
    }

    /** Waits until the console has seen so many events of the rebuild. */
    public static void awaitEvents(String rebuild, int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(RestAssured.get("/api/events?rebuild=" + rebuild)
                                .jsonPath()
                                .getList("seq"))
                        .hasSize(count));
    }

    /** When the rebuild's first event was, as the console has it: recorded requests are older than their records. */
    public static String timeOfFirst(String rebuild) {
        return RestAssured.get("/api/events?rebuild=" + rebuild).jsonPath().getString("[0].event.occurredAt");
    }

    /** What lies in the topic's dead-letter topic. */
    public static List<ConsumerRecord<String, byte[]>> deadLetters(Topic topic) {
        try (Kafka kafka = new Kafka(servers())) {
            return kafka.records(topic.deadLetters());
        }
    }

    private static String servers() {
        return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    }
}
