package dev.imprimatur.messaging.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.AfterCommit;
import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.metric.OutcomeMetrics;
import dev.imprimatur.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Takes events that are to be sent, as part of the transaction that they report. Events of one key leave in the order
 * in which their transactions committed, if those serialise on a row of their own.
 */
@ApplicationScoped
public class Outbox {
    private static final String ADD = "insert into outbox (topic, key, headers, payload) values (?, ?, ?::jsonb, ?)";

    /** The largest event in bytes of JSON: Kafka takes records of a mebibyte with key, headers and what frames them. */
    public static final int LARGEST_EVENT = 1_000_000;

    @Inject
    DataSource dataSource;

    @Inject
    MessagingConfig config;

    @Inject
    OutboxRelay relay;

    @Inject
    AfterCommit afterCommit;

    @Inject
    OutcomeMetrics metrics;

    /**
     * Sends the event once the current transaction has committed, and never if it does not.
     *
     * @throws EventTooLargeException if it is larger than any topic takes, {@link #LARGEST_EVENT}; the transaction can
     *     go on and send a smaller one
     */
    @Transactional(value = Transactional.TxType.MANDATORY, dontRollbackOn = EventTooLargeException.class)
    public void add(Event event) {
        Topic topic = Topic.of(event.getClass());
        String payload = payload(event);
        String headers = json(event, headers(topic, event));
        Sql.run(dataSource, cannotAdd(event), sql -> sql.update(ADD, topic.topic(), event.key(), headers, payload));
        afterCommit.run(() -> {
            relay.wake();
            metrics.count(event);
        });
    }

    private static String payload(Event event) {
        String json = json(event, event);
        int size = json.getBytes(StandardCharsets.UTF_8).length;
        if (size > LARGEST_EVENT) {
            throw new EventTooLargeException("the event " + event.eventId() + " has " + size + " bytes, and "
                    + LARGEST_EVENT + " are the most that Kafka takes: texts or archives in it are too large");
        }
        return json;
    }

    private static String json(Event event, Object part) {
        try {
            return EventJson.MAPPER.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(cannotAdd(event) + ": " + e.getMessage(), e);
        }
    }

    private static String cannotAdd(Event event) {
        return "cannot add " + event.eventId() + " to the outbox";
    }

    /** The CloudEvents attributes in Kafka's binary content mode. */
    private Map<String, String> headers(Topic topic, Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", event.eventId());
        headers.put("ce_source", config.source());
        headers.put("ce_type", topic.cloudEventType());
        headers.put("ce_time", event.occurredAt().toString());
        headers.put("ce_subject", event.key());
        headers.put("content-type", "application/json");
        return headers;
    }
}
