package dev.imprimatur.console.webhook;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** An endpoint that gets events. */
@Entity
@Table(name = "webhook")
class Webhook extends PanacheEntityBase {
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

    static List<Webhook> interestedIn(String topic) {
        return list("disabledBecause is null and array_contains(topics, ?1) order by createdAt, id", topic);
    }

    boolean isDisabled() {
        return disabledBecause != null;
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
     * Takes a new secret, as part of the current transaction. Those from before sign until this time, or until it was said
     * before that they cease to.
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
