package dev.imprimatur.messaging.restore;

import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.Event;
import dev.imprimatur.messaging.event.EventReader;
import dev.imprimatur.messaging.event.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Finds events that this service has handled, as its consumer group's offsets say, and that its inbox does not know: the
 * database is older than what happened. In the ordinary course there are none, since an offset is committed after the
 * transaction that it stands for. To be asked before anything is consumed.
 */
@ApplicationScoped
public class ForgottenEvents {
    /** How much older than the newest event in the inbox a forgotten one can be: it may have waited for a service. */
    public static final Duration MARGIN = Duration.ofMinutes(10);

    private static final String DEAD_LETTERS = ".dlq";
    private static final String NEWEST = "select max(received_at) from inbox where topic = ?";
    private static final String KNOWN = "select event_id from inbox where event_id = any (?)";

    @Inject
    TopicPast past;

    @Inject
    DataSource dataSource;

    @Inject
    MessagingConfig config;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    /** Consumer groups are named after their service. */
    @ConfigProperty(name = "quarkus.application.name")
    String group;

    /**
     * An event that was forgotten.
     *
     * @param event what it says
     * @param record where it lies
     */
    public record Forgotten(Event event, ConsumerRecord<String, byte[]> record) {}

    /** The forgotten events of these kinds, those of one topic and key in their order. */
    public List<Forgotten> of(Collection<Class<? extends Event>> types) {
        Map<TopicPartition, OffsetAndMetadata> handled = handled();
        Map<String, Topic> topics = types.stream()
                .map(Topic::of)
                .filter(topic -> handled.keySet().stream()
                        .anyMatch(partition -> partition.topic().equals(topic.topic())))
                .collect(Collectors.toMap(Topic::topic, topic -> topic));
        Map<String, Instant> since = topics.values().stream()
                .collect(Collectors.toMap(Topic::topic, topic -> newest(topic).minus(MARGIN)));
        List<Forgotten> consumed = past.since(since).stream()
                .filter(record -> isHandled(record, handled))
                .flatMap(record -> read(record, topics.get(record.topic()).event()))
                .toList();
        Set<String> known =
                known(consumed.stream().map(each -> each.event().eventId()).toList());
        List<Forgotten> unknown = consumed.stream()
                .filter(each -> !known.contains(each.event().eventId()))
                .toList();
        return unknown.isEmpty() ? unknown : alive(unknown, since);
    }

    /** Those that were not put aside as dead letters: these never came into the inbox. */
    private List<Forgotten> alive(List<Forgotten> unknown, Map<String, Instant> since) {
        Set<String> dead = past
                .since(since.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey() + DEAD_LETTERS, Map.Entry::getValue)))
                .stream()
                .map(letter -> place(
                        letter.topic().substring(0, letter.topic().length() - DEAD_LETTERS.length()),
                        header(letter, "dead-letter-partition"),
                        header(letter, "dead-letter-offset")))
                .collect(Collectors.toSet());
        return unknown.stream()
                .filter(each -> !dead.contains(place(
                        each.record().topic(),
                        each.record().partition(),
                        each.record().offset())))
                .toList();
    }

    private static boolean isHandled(
            ConsumerRecord<String, byte[]> record, Map<TopicPartition, OffsetAndMetadata> handled) {
        OffsetAndMetadata next = handled.get(new TopicPartition(record.topic(), record.partition()));
        return next != null && record.offset() < next.offset();
    }

    private static Stream<Forgotten> read(ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        try {
            return Stream.of(new Forgotten(EventReader.read(record, type), record));
        } catch (BadEventException e) {
            return Stream.empty();
        }
    }

    private static String place(Object topic, Object partition, Object offset) {
        return topic + "-" + partition + "-" + offset;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private Map<TopicPartition, OffsetAndMetadata> handled() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while starting", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not tell how far group " + group + " is: " + e, e);
        }
    }

    private Instant newest(Topic topic) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            statement.setString(1, topic.topic());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime newest = row.getObject(1, OffsetDateTime.class);
                return newest == null ? Instant.EPOCH.plus(MARGIN) : newest.toInstant();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot tell which events are known: " + e.getMessage(), e);
        }
    }

    private Set<String> known(Collection<String> ids) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(KNOWN)) {
            statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
            Set<String> known = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getString(1));
                }
            }
            return known;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot tell which events are known: " + e.getMessage(), e);
        }
    }
}
