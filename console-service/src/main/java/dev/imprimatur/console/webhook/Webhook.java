package dev.imprimatur.console.webhook;

import dev.imprimatur.oci.BackOff;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** An endpoint that gets events, one at a time. */
@Entity
@Table(name = "webhook")
class Webhook extends PanacheEntityBase {
    /** How long it is left alone after it did not answer. */
    private static final BackOff PAUSES = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    @Id
    String id;

    String url;

    @Column(columnDefinition = "text[]")
    String[] topics;

    String secret;

    /** The one before: receivers that have not changed over yet still accept what it signs. */
    @Column(name = "earlier_secret")
    String earlierSecret;

    @Column(name = "earlier_secret_until")
    Instant earlierSecretUntil;

    /** Why nothing is sent any more, or null while it is. */
    @Column(name = "disabled_because")
    String disabledBecause;

    @Column(name = "created_at")
    Instant createdAt;

    /** Until when no attempt begins: one is in progress, or was not answered; or null. */
    @Column(name = "not_before")
    Instant notBefore;

    /** How many attempts it has not answered since the last one that it did. */
    int unanswered;

    /** The endpoint, locked until the transaction ends; null if it was forgotten. */
    static Webhook locked(String id) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE);
    }

    static List<Webhook> interestedIn(String topic) {
        return list("disabledBecause is null and array_contains(topics, ?1) order by createdAt, id", topic);
    }

    boolean isDisabled() {
        return disabledBecause != null;
    }

    /** Whether an attempt may begin. */
    boolean isFree(Instant now) {
        return notBefore == null || !now.isBefore(notBefore);
    }

    /** An attempt begins. Should its console die, the next one may begin after this time. */
    void begins(Instant now, Duration longest) {
        notBefore = now.plus(longest);
    }

    /** An attempt was answered, whatever the answer. */
    void answered() {
        unanswered = 0;
        notBefore = null;
    }

    /** An attempt was not answered. */
    void silent(Instant now) {
        unanswered++;
        notBefore = now.plus(PAUSES.after(unanswered));
    }

    /** When to look again whether an attempt may begin. */
    Duration nextLook(Instant now) {
        Duration left = Duration.between(now, notBefore);
        Duration pause = PAUSES.after(unanswered + 1);
        return left.compareTo(pause) < 0 ? left : pause;
    }

    /** What signs a delivery at this time, the newest first. */
    List<Secret> secrets(Instant now) {
        Stream<String> earlier = signsStill(now) ? Stream.of(earlierSecret) : Stream.empty();
        Stream<String> former = FormerSecret.signing(id, now).stream().map(each -> each.secret);
        return Stream.of(Stream.of(secret), earlier, former)
                .flatMap(secrets -> secrets)
                .map(Secret::new)
                .toList();
    }

    /**
     * Takes a new secret, as part of the current transaction. Those from before sign until this time, or until it was
     * said before that they cease to.
     */
    void rotate(Secret next, Instant now, Instant until) {
        FormerSecret.update("until = ?1 where webhookId = ?2 and until > ?1", until, id);
        if (signsStill(now)) {
            FormerSecret.of(id, earlierSecret, earlierSecretUntil.isBefore(until) ? earlierSecretUntil : until)
                    .persist();
        }
        earlierSecret = secret;
        earlierSecretUntil = until;
        secret = next.text();
    }

    private boolean signsStill(Instant now) {
        return earlierSecret != null && now.isBefore(earlierSecretUntil);
    }
}
