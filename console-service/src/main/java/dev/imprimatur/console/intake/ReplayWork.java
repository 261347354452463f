package dev.imprimatur.console.intake;

import dev.imprimatur.console.audit.Requests;
import dev.imprimatur.console.proof.Senders;
import dev.imprimatur.console.replay.Replay;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.restore.TopicPast;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Makes the read model again from the topics: each rebuild and each rollback whose request Kafka still has, and so all that came
 * of it. What is older stays as it is. After a crash it begins again, which changes nothing but the time that it takes.
 */
@ApplicationScoped
class ReplayWork implements Work {
    private static final Logger LOG = Logger.getLogger(ReplayWork.class);

    /** What is between renderer and publisher alone says nothing here. */
    private static final Map<String, Topic> TOPICS = Stream.of(Topic.values())
            .filter(topic -> topic != Topic.ROLLBACK_ORDERED)
            .collect(Collectors.toMap(Topic::topic, Function.identity()));

    private static final List<Topic> BEGINNINGS = List.of(Topic.REBUILD_REQUESTED, Topic.ROLLBACK_REQUESTED);

    /** A rebuild's row is locked first, as by each event. Its events stay: they have places that readers know. */
    private static final List<String> EMPTY = List.of(
            "select id from rebuild where id = :id for update",
            "delete from step_failure where rebuild_id = :id",
            "delete from image_run where rebuild_id = :id",
            "delete from rebuild where id = :id",
            "delete from rollback where id = :id");

    private static final String NEXT_GENERATION =
            "update read_model set generation = greatest(generation + 1, extract(epoch from clock_timestamp())::bigint)";

    @Inject
    TopicPast past;

    @Inject
    Events events;

    @Inject
    ReadModel readModel;

    @Inject
    Requests requests;

    @Inject
    Senders senders;

    @Inject
    EntityManager entities;

    @Inject
    Clock clock;

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Next run(String id) {
        Set<String> whole = whole();
        LOG.infof("replay %s: %d rebuilds and rollbacks are made again from the topics", id, whole.size());
        whole.forEach(each -> QuarkusTransaction.requiringNew().run(() -> empty(each)));
        QuarkusTransaction.requiringNew().run(this::nextGeneration);
        long applied = replayed(whole);
        QuarkusTransaction.requiringNew().run(() -> finish(id, whole.size(), applied));
        LOG.infof("replay %s ended: %d events", id, applied);
        return Next.done();
    }

    /** Those of which Kafka has the beginning. */
    private Set<String> whole() {
        Set<String> whole = new TreeSet<>();
        past.read(sinceEver(BEGINNINGS), records -> {
            records.stream()
                    .flatMap(record -> event(record).stream())
                    .forEach(event -> whole.add(event.rebuildId().value()));
            return true;
        });
        return whole;
    }

    private void empty(String id) {
        for (String sql : EMPTY) {
            var query = entities.createNativeQuery(sql).setParameter("id", id);
            if (sql.startsWith("select")) {
                query.getResultList();
            } else {
                query.executeUpdate();
            }
        }
    }

    private void nextGeneration() {
        entities.createNativeQuery(NEXT_GENERATION).executeUpdate();
    }

    private long replayed(Set<String> whole) {
        AtomicLong applied = new AtomicLong();
        past.read(sinceEver(TOPICS.values()), records -> {
            for (ConsumerRecord<String, byte[]> record : records) {
                // What no key signed was not shown either when it came.
                Optional<? extends Event> event = event(record)
                        .filter(each -> whole.contains(each.rebuildId().value()) && senders.isGenuine(each, record));
                if (event.isPresent()) {
                    apply(record, event.get().getClass());
                    applied.incrementAndGet();
                }
            }
            return true;
        });
        return applied.get();
    }

    private <E extends Event> void apply(ConsumerRecord<String, byte[]> record, Class<E> type) {
        try {
            events.handle(
                    record,
                    type,
                    event -> {
                        readModel.apply(event);
                        requests.note(event, record);
                    },
                    readModel::applyAgain);
        } catch (BadEventException e) {
            LOG.debugf("passed over offset %d of %s: %s", record.offset(), record.topic(), e.getMessage());
        }
    }

    private static Optional<? extends Event> event(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(
                    EventReader.received(record, TOPICS.get(record.topic()).event())
                            .event());
        } catch (BadEventException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Instant> sinceEver(Collection<Topic> topics) {
        return topics.stream().collect(Collectors.toMap(Topic::topic, topic -> Instant.EPOCH));
    }

    private void finish(String id, long rebuilds, long applied) {
        Replay replay = Replay.findById(id);
        replay.finishedAt = clock.instant();
        replay.rebuilds = rebuilds;
        replay.events = applied;
        nextGeneration();
    }
}
