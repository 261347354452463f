package dev.imprimatur.messaging.deadletter;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/**
 * A dead letter, as lists show it.
 *
 * @param id the service that refused it and its place in Kafka; the same however often it is delivered
 * @param service that service
 * @param topic the topic that it came from
 * @param key its key there, or null
 * @param bytes how long its value is
 * @param kind the class of what was thrown
 * @param reason why it was refused the last time
 * @param notedAt when it was refused first
 * @param refusedAt when it was refused last
 * @param refusals how often it was
 * @param state what became of it
 * @param decidedAt since when that is so, or null
 * @param decidedBy who decided it, or null
 * @param decidedWhy why, or null
 */
@RecordBuilder
public record Letter(
        String id,
        String service,
        String topic,
        String key,
        long bytes,
        String kind,
        String reason,
        Instant notedAt,
        Instant refusedAt,
        int refusals,
        LetterState state,
        Instant decidedAt,
        String decidedBy,
        String decidedWhy) {}
