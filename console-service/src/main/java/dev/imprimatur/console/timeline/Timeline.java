package dev.imprimatur.console.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.AfterCommit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Records events and hands them out again, to those who wait for the next one too. */
@ApplicationScoped
public class Timeline {
    /** How soon events are seen that another instance recorded. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final String ARCHIVE = "\"tar\"";

    /** They went with the run of the image; where an event is recorded, the database sees to them. */
    private static final String KEEP_ATTEMPTS = """
            select cast(keep_attempts(topic, rebuild_id, key, json) as text) from event
            where rebuild_id = :rebuild and key = :key and topic = :topic and event_id = :id
              and topic in ('build-completed', 'test-completed')
            union all
            select '' from event
            where rebuild_id = :rebuild and key = :key and topic = :topic and event_id = :id""";

    private static final String IS_RECORDED = """
            select 1 from event where rebuild_id = :rebuild and key = :key and topic = :topic and event_id = :id limit 1""";

    private static final String LAST_GIVEN =
            "select coalesce(pg_sequence_last_value(cast(pg_get_serial_sequence('event', 'seq') as regclass)), 0)";

    @Inject
    EntityManager entities;

    @Inject
    AfterCommit afterCommit;

    @Inject
    TransactionSynchronizationRegistry transactions;

    @Inject
    Arrivals arrivals;

    @Inject
    Clock clock;

    /** Those who do something with each event, in the transaction that records it. */
    @Inject
    jakarta.enterprise.event.Event<RecordedEvent> listeners;

    /**
     * Records the event, as the last thing that the current transaction does. One that was recorded before is no news,
     * though it was sent again after the inbox had forgotten it.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(Event event) {
        if (!rows(IS_RECORDED, event).isEmpty()) {
            return;
        }
        RecordedEvent recorded = record(event);
        listeners.fire(recorded);
        afterCommit.run(arrivals::arrived);
    }

    /** Records an event that was recorded before, if it is no longer there; its attempts are kept again in any case. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void keep(Event event) {
        entities.flush();
        List<?> kept = rows(KEEP_ATTEMPTS, event);
        if (kept.isEmpty()) {
            record(event);
        }
    }

    /** How this image's publication in this rebuild ended, and each rollback to it, as far as that was recorded. */
    @Transactional(Transactional.TxType.MANDATORY)
    public List<PublishCompleted> published(String rebuildId, String image) {
        return RecordedEvent.of(rebuildId, image).stream()
                .filter(recorded -> recorded.topic.equals(Topic.PUBLISH_COMPLETED.topic()))
                .map(recorded -> read(recorded, PublishCompleted.class))
                .toList();
    }

    private static <E extends Event> E read(RecordedEvent recorded, Class<E> type) {
        try {
            return EventJson.MAPPER.readValue(recorded.json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot read " + recorded.eventId + ": " + e.getMessage(), e);
        }
    }

    private List<?> rows(String query, Event event) {
        return entities.createNativeQuery(query)
                .setParameter("rebuild", event.rebuildId().value())
                .setParameter("key", event.key())
                .setParameter("topic", Topic.of(event.getClass()).topic())
                .setParameter("id", event.eventId())
                .getResultList();
    }

    private RecordedEvent record(Event event) {
        entities.flush();
        serialise();
        RecordedEvent recorded = new RecordedEvent();
        recorded.eventId = event.eventId();
        recorded.topic = Topic.of(event.getClass()).topic();
        recorded.key = event.key();
        recorded.rebuildId = event.rebuildId().value();
        recorded.occurredAt = event.occurredAt();
        recorded.json = withoutArchives(event);
        recorded.persist();
        return recorded;
    }

    /** Sequence numbers are to appear in their order, so that a reader who goes on after one never misses a smaller. */
    private void serialise() {
        if (transactions.getResource(Timeline.class) == null) {
            entities.createNativeQuery(
                            "select 1 from pg_advisory_xact_lock(hashtext('imprimatur.timeline.' || current_schema()))")
                    .getSingleResult();
            transactions.putResource(Timeline.class, "locked");
        }
    }

    private static String withoutArchives(Event event) {
        try {
            String whole = EventJson.MAPPER.writeValueAsString(event);
            if (!whole.contains(ARCHIVE)) {
                return whole;
            }
            JsonNode json = EventJson.MAPPER.readTree(whole);
            json.findParents("tar").forEach(archive -> ((ObjectNode) archive).remove("tar"));
            return EventJson.MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + event.eventId() + " as JSON: " + e.getMessage(), e);
        }
    }

    /** The events that the query asks for; if there are none yet, the first ones to come within this time. */
    List<RecordedEvent> events(EventQuery query, Duration wait) throws InterruptedException {
        Instant deadline = clock.instant().plus(wait);
        while (true) {
            long seen = arrivals.count();
            List<RecordedEvent> events = QuarkusTransaction.requiringNew().call(() -> find(query));
            Duration left = Duration.between(clock.instant(), deadline);
            if (!events.isEmpty() || !left.isPositive()) {
                return events;
            }
            arrivals.awaitMoreThan(seen, left.compareTo(POLL) < 0 ? left : POLL);
        }
    }

    /** The last sequence number that was given; the event that had it may have been removed since. */
    long lastGiven() {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(LAST_GIVEN).getSingleResult()).longValue());
    }

    /**
     * The sequence number of the last event after this one that is among those; waits for one, at most this long.
     *
     * @return nothing if none came
     */
    public OptionalLong lastAfter(long seq, Interest interest, Duration wait) throws InterruptedException {
        long seen = arrivals.count();
        OptionalLong last = last(seq, interest);
        if (last.isPresent() || !wait.isPositive()) {
            return last;
        }
        arrivals.awaitMoreThan(seen, wait.compareTo(POLL) < 0 ? wait : POLL);
        return last(seq, interest);
    }

    private OptionalLong last(long seq, Interest interest) {
        Number last = QuarkusTransaction.requiringNew().call(() -> {
            Query query = entities.createNativeQuery(
                            "select max(seq) from event where seq > :seq and " + interest.condition())
                    .setParameter("seq", seq);
            if (interest.what() != null) {
                query.setParameter("what", interest.what());
            }
            return (Number) query.getSingleResult();
        });
        return last == null ? OptionalLong.empty() : OptionalLong.of(last.longValue());
    }

    private static List<RecordedEvent> find(EventQuery query) {
        StringBuilder conditions = new StringBuilder("seq > :after");
        Map<String, Object> parameters = new HashMap<>(Map.of("after", query.after()));
        if (!query.topics().isEmpty()) {
            conditions.append(" and topic in :topics");
            parameters.put("topics", query.topics());
        }
        if (query.rebuildId() != null) {
            conditions.append(" and rebuildId = :rebuild");
            parameters.put("rebuild", query.rebuildId());
        }
        return RecordedEvent.<RecordedEvent>find(conditions + " order by seq", parameters)
                .page(0, query.limit())
                .list();
    }
}
