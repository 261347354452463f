package dev.imprimatur.console.webhook;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** An endpoint that wants to be told. */
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
        boolean overlap = earlierSecret != null && now.isBefore(earlierSecretUntil);
        return Stream.concat(Stream.of(secret), overlap ? Stream.of(earlierSecret) : Stream.empty())
                .map(Secret::new)
                .toList();
    }

    void rotate(Secret next, Instant until) {
        earlierSecret = secret;
        earlierSecretUntil = until;
        secret = next.text();
    }
}
