package dev.imprimatur.messaging.restore;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.KafkaAtStart;
import dev.imprimatur.messaging.PassingTrouble;
import dev.imprimatur.messaging.deadletter.KeptLetters;
import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.oci.PlainText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Finds events that this service has handled, as its consumer group's offsets say, and that neither its inbox nor its
 * table of dead letters knows: the database is older than what happened. In the ordinary course there are none, since
 * an offset is committed after the transaction that it stands for. Dead-letter topics are not asked: what lies there
 * may be anyone's. To be asked before anything is consumed.
 */
@ApplicationScoped
public class ForgottenEvents {
    /** How much older than the newest event in the inbox a forgotten one can be: it may have waited for a service. */
    public static final Duration MARGIN = Duration.ofMinutes(10);

    /**
     * How many of the last events that the group has passed in each partition are looked at, however old: it may have
     * been at old ones when the database was saved, and passed more of them since.
     */
    private static final long LAST = 50;

    private static final Logger LOG = Logger.getLogger(ForgottenEvents.class);
    private static final int LONGEST_REASON = 1000;
    private static final String NEWEST = "select greatest((select max(received_at) from inbox where topic = ?),"
            + " (select max(received_at) from inbox_event where topic = ?))";
    /** What the last release handled is known by its row without a source. */
    private static final String KNOWN = """
            select topic, source, event_id from unnest(?, ?, ?) as asked (topic, source, event_id)
             where exists (select 1 from inbox_event as noted
                            where noted.topic = asked.topic and noted.source = asked.source
                              and noted.event_id = asked.event_id)
                or exists (select 1 from inbox as noted
                            where noted.event_id = asked.event_id and noted.topic = asked.topic
                              and noted.source is null)""";

    @Inject
    TopicHistory past;

    @Inject
    KeptLetters letters;

    @Inject
    DataSource dataSource;

    @Inject
    KafkaAtStart kafka;

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

    /** An event that the group has passed, and which one it is. */
    private record Passed(EventReader.Received<? extends Event> received, ConsumerRecord<String, byte[]> record) {
        EventIdentity identity() {
            return received.identity();
        }
    }

    /** Whether Kafka knows of nothing that this service handled: it is new, or it lost what it held. */
    public boolean nothingHandled() {
        return handled().isEmpty();
    }

    /**
     * Whether any events of these kinds are forgotten.
     *
     * @param genuine whether an event is to be believed: what is not was refused when it came
     */
    public boolean any(
            Collection<Class<? extends Event>> types, BiPredicate<Event, ConsumerRecord<String, byte[]>> genuine) {
        AtomicBoolean any = new AtomicBoolean();
        read(types, genuine, this::recent, forgotten -> {
            any.set(true);
            return false;
        });
        return any.get();
    }

    /**
     * Passes on the forgotten events of these kinds one by one, those of one topic and key in their order. One that
     * cannot be handled is a dead letter, as it may have been when it came, and keeps no service from starting.
     *
     * @param genuine whether an event is to be believed
     * @return how many were handled
     */
    public int each(
            Collection<Class<? extends Event>> types,
            BiPredicate<Event, ConsumerRecord<String, byte[]>> genuine,
            Consumer<Forgotten> consumer) {
        if (!any(types, genuine)) {
            return 0;
        }
        AtomicInteger handled = new AtomicInteger();
        // How long ago the first one was sent does not follow from when the service took it.
        read(types, genuine, topic -> Instant.EPOCH, forgotten -> {
            forgotten.forEach(each -> {
                if (pass(each, consumer)) {
                    handled.incrementAndGet();
                }
            });
            return true;
        });
        return handled.get();
    }

    /** Whether it was handled; otherwise it is a dead letter. */
    private boolean pass(Forgotten forgotten, Consumer<Forgotten> consumer) {
        try {
            consumer.accept(forgotten);
            return true;
        } catch (RuntimeException e) {
            if (PassingTrouble.find(e).isPresent()) {
                throw e;
            }
            LOG.warnf(
                    e,
                    "%s was forgotten, and cannot be handled",
                    forgotten.event().eventId());
            letters.note(forgotten.record(), e, PlainText.bounded(e.toString(), LONGEST_REASON));
            return false;
        }
    }

    private void read(
            Collection<Class<? extends Event>> types,
            BiPredicate<Event, ConsumerRecord<String, byte[]>> genuine,
            Function<Topic, Instant> start,
            Predicate<List<Forgotten>> part) {
        Map<TopicPartition, OffsetAndMetadata> handled = handled();
        Map<String, Topic> topics = types.stream()
                .map(Topic::of)
                .filter(topic -> handled.keySet().stream()
                        .anyMatch(partition -> partition.topic().equals(topic.topic())))
                .collect(Collectors.toMap(Topic::topic, topic -> topic));
        Map<String, Instant> since = topics.values().stream().collect(Collectors.toMap(Topic::topic, start));
        if (since.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> last = handled.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> Math.max(0, each.getValue().offset() - LAST)));
        past.read(since, last, records -> {
            List<Passed> passed = records.stream()
                    .filter(record -> isHandled(record, handled))
                    .flatMap(record -> read(record, topics.get(record.topic()).event()))
                    .toList();
            Set<EventIdentity> known =
                    known(passed.stream().map(Passed::identity).toList());
            List<Forgotten> forgotten = genuine(
                    passed.stream()
                            .filter(each -> !known.contains(each.identity()))
                            .map(each -> new Forgotten(each.received().event(), each.record()))
                            .toList(),
                    genuine);
            return forgotten.isEmpty() || part.test(forgotten);
        });
    }

    /** Those that were not refused, and would not be now: what was never came into the inbox. */
    private List<Forgotten> genuine(
            List<Forgotten> unknown, BiPredicate<Event, ConsumerRecord<String, byte[]>> genuine) {
        if (unknown.isEmpty()) {
            return unknown;
        }
        Set<ConsumerRecord<String, byte[]>> refused =
                letters.among(unknown.stream().map(Forgotten::record).toList());
        return unknown.stream()
                .filter(each -> !refused.contains(each.record()) && genuine.test(each.event(), each.record()))
                .toList();
    }

    private static boolean isHandled(
            ConsumerRecord<String, byte[]> record, Map<TopicPartition, OffsetAndMetadata> handled) {
        OffsetAndMetadata next = handled.get(new TopicPartition(record.topic(), record.partition()));
        return next != null && record.offset() < next.offset();
    }

    private static Stream<Passed> read(ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        try {
            return Stream.of(new Passed(EventReader.received(record, type), record));
        } catch (BadEventException e) {
            return Stream.empty();
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> handled() {
        try {
            return kafka.ask(
                    "read how far group " + group + " is",
                    admin -> admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while starting", e);
        }
    }

    private Instant recent(Topic topic) {
        return newest(topic).minus(MARGIN);
    }

    private Instant newest(Topic topic) {
        return asked(sql ->
                        sql.first(NEWEST, row -> row.getObject(1, OffsetDateTime.class), topic.topic(), topic.topic()))
                .map(OffsetDateTime::toInstant)
                .orElse(Instant.EPOCH.plus(MARGIN));
    }

    private Set<EventIdentity> known(List<EventIdentity> asked) {
        return asked(sql -> Set.copyOf(sql.list(
                KNOWN,
                row -> new EventIdentity(row.getString(1), row.getString(2), row.getString(3)),
                asked.stream().map(EventIdentity::topic).toList(),
                asked.stream().map(EventIdentity::source).toList(),
                asked.stream().map(EventIdentity::id).toList())));
    }

    private <T> T asked(Sql.Statements<T> statements) {
        return Sql.run(dataSource, "cannot read which events are known", statements);
    }
}
