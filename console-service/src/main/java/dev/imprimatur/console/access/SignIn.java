package dev.imprimatur.console.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What is known of a link that signs in. The secret in it is not. */
@Entity
@Table(name = "sign_in")
class SignIn extends PanacheEntityBase {
    @Id
    String hash;

    @Column(name = "token_id")
    String tokenId;

    @Column(name = "expires_at")
    Instant expiresAt;

    static SignIn of(SecretText code, String tokenId, Instant expiresAt) {
        SignIn made = new SignIn();
        made.hash = code.hash();
        made.tokenId = tokenId;
        made.expiresAt = expiresAt;
        return made;
    }
}
