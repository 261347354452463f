package dev.imprimatur.console.webhook;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A secret of an endpoint from before the one before: it was replaced twice while receivers may still go by it. */
@Entity
@Table(name = "webhook_former_secret")
class FormerSecret extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "webhook_id")
    String webhookId;

    String secret;

    /** When it ceases to sign. */
    Instant until;

    static FormerSecret of(String webhookId, String secret, Instant until) {
        FormerSecret former = new FormerSecret();
        former.webhookId = webhookId;
        former.secret = secret;
        former.until = until;
        return former;
    }

    /** Those of an endpoint that still sign at this time, the newest first. */
    static List<FormerSecret> signing(String webhookId, Instant now) {
        return list("webhookId = ?1 and until > ?2 order by id desc", webhookId, now);
    }
}
