package dev.imprimatur.console.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What is known of a browser that signed in. Its cookie is not. */
@Entity
@Table(name = "page_session")
class PageSession extends PanacheEntityBase {
    @Id
    String hash;

    @Column(name = "token_id")
    String tokenId;

    @Column(name = "ends_at")
    Instant endsAt;

    static PageSession of(SecretText cookie, String tokenId, Instant endsAt) {
        PageSession made = new PageSession();
        made.hash = cookie.hash();
        made.tokenId = tokenId;
        made.endsAt = endsAt;
        return made;
    }
}
