package dev.imprimatur.console.intake;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.inbox.HandledEvents;
import dev.imprimatur.messaging.restore.TopicHistory;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The events that Kafka still has and that the console has handled with just this content. They were believed when they
 * came. What it has not handled came just now, and its consumer handles it; or it was refused.
 */
@ApplicationScoped
class PastEvents {
    /** What is between renderer and publisher alone says nothing here. */
    private static final Map<String, Topic> TOPICS = Stream.of(Topic.values())
            .filter(topic -> topic != Topic.ROLLBACK_ORDERED)
            .collect(Collectors.toMap(Topic::topic, Function.identity()));

    @Inject
    TopicHistory past;

    @Inject
    HandledEvents handled;

    /**
     * An event that was handled.
     *
     * @param received what it says, and which it is
     * @param record where it lies
     */
    record Handled(EventReader.Received<? extends Event> received, ConsumerRecord<String, byte[]> record) {
        HandledEvents.Content content() {
            return new HandledEvents.Content(received.identity(), Digest.of(record.value()));
        }
    }

    /** Passes on all, part by part; those of one topic and key in their order. */
    void parts(Consumer<List<Handled>> consumer) {
        past.read(
                TOPICS.keySet().stream().collect(Collectors.toMap(Function.identity(), topic -> Instant.EPOCH)),
                records -> {
                    List<Handled> events =
                            records.stream().flatMap(PastEvents::event).toList();
                    Set<HandledEvents.Content> known =
                            handled.among(events.stream().map(Handled::content).toList());
                    consumer.accept(events.stream()
                            .filter(event -> known.contains(event.content()))
                            .toList());
                    return true;
                });
    }

    private static Stream<Handled> event(ConsumerRecord<String, byte[]> record) {
        try {
            return Stream.of(new Handled(
                    EventReader.received(record, TOPICS.get(record.topic()).event()), record));
        } catch (BadEventException e) {
            return Stream.empty();
        }
    }
}
