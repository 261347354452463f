package dev.imprimatur.console.audit;

import dev.imprimatur.console.access.Caller;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes down who asked for what. */
@ApplicationScoped
public class Audit {
    private static final int LONGEST = 4096;
    private static final String CAME = "insert into audit (at, way, claims, act, about, reason, event)"
            + " values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing";

    @Inject
    Clock clock;

    @Inject
    MessagingConfig messaging;

    /** Writes down that something is asked for, before it is done, and gives the number of what is written. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Long begins(String act, String address, Caller caller) {
        AuditRow row = row(act, address, caller);
        row.persist();
        return row.seq;
    }

    /** Writes down what was not begun at all. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void refused(String act, String address, Caller caller, int status, String outcome) {
        AuditRow row = row(act, address, caller);
        row.status = status;
        row.outcome = bounded(outcome);
        row.persist();
    }

    /** Completes what was written. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void ended(Long seq, int status, String outcome, Caller caller) {
        // Who signs in is known only by then.
        AuditRow.update(
                "status = ?1, outcome = ?2, owner = coalesce(owner, ?3), token = coalesce(token, ?4),"
                        + " issuer = coalesce(issuer, ?5), subject = coalesce(subject, ?6) where seq = ?7",
                status,
                bounded(outcome),
                caller.owner().orElse(null),
                caller.token().orElse(null),
                caller.issuer().orElse(null),
                caller.subject().orElse(null),
                seq);
    }

    /** Forgets what was written: it changed nothing, and there is too much of it. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void forget(Long seq) {
        AuditRow.deleteById(seq);
    }

    /**
     * Adds what the request says. With an event it is part of the transaction that sends it: so it is there when that
     * comes.
     */
    @Transactional
    void says(Long seq, String about, String reason, String claims, Event event) {
        String identity = event == null
                ? null
                : hash(new EventIdentity(Topic.of(event.getClass()).topic(), messaging.source(), event.eventId()));
        AuditRow.update(
                "about = ?1, reason = ?2, claims = ?3, event = ?4 where seq = ?5",
                bounded(about),
                reason,
                claims,
                identity,
                seq);
    }

    /**
     * Writes down a request that came over Kafka, unless the console itself sent it, as part of the current
     * transaction.
     *
     * @param at when it came
     * @param claims who it says it is, or null
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void came(EventIdentity identity, Instant at, String claims, String about, String reason) {
        AuditRow.getEntityManager()
                .createNativeQuery(CAME)
                .setParameter(1, at.truncatedTo(ChronoUnit.MILLIS))
                .setParameter(2, AuditRow.KAFKA)
                .setParameter(3, claims)
                .setParameter(4, identity.topic())
                .setParameter(5, bounded(about))
                .setParameter(6, reason)
                .setParameter(7, hash(identity))
                .executeUpdate();
    }

    private AuditRow row(String act, String address, Caller caller) {
        AuditRow row = AuditRow.of(
                clock.instant().truncatedTo(ChronoUnit.MILLIS), caller.byPage() ? AuditRow.PAGE : AuditRow.REST, act);
        row.address = address;
        row.owner = caller.owner().orElse(null);
        row.token = caller.token().orElse(null);
        row.issuer = caller.issuer().orElse(null);
        row.subject = caller.subject().orElse(null);
        return row;
    }

    /** Source and id may have hundreds of letters each. */
    private static String hash(EventIdentity identity) {
        String text = identity.topic() + "\n" + identity.source() + "\n" + identity.id();
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static String bounded(String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
