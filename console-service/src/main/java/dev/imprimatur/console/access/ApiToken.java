package dev.imprimatur.console.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What is known of a token. The token itself is not. */
@Entity
@Table(name = "api_token")
class ApiToken extends PanacheEntityBase {
    private static final int DIGITS = 12;

    @Id
    String id;

    String hash;

    String owner;

    /** Their names, separated by commas. */
    String scopes;

    @Column(name = "from_file")
    boolean fromFile;

    @Column(name = "made_at")
    Instant madeAt;

    @Column(name = "made_by")
    String madeBy;

    /** The provider that someone signed in by; null for a token of the console's. */
    String issuer;

    /** Who that is there. */
    String subject;

    @Column(name = "expires_at")
    Instant expiresAt;

    /** To the minute. */
    @Column(name = "used_at")
    Instant usedAt;

    @Column(name = "revoked_at")
    Instant revokedAt;

    /** What is kept of a new token. The same token has the same id wherever it is noted. */
    static ApiToken of(TokenText token, String owner, Collection<Scope> scopes, Instant now) {
        ApiToken kept = new ApiToken();
        kept.hash = token.hash();
        kept.id = "tok-" + kept.hash.substring(0, DIGITS);
        kept.owner = owner;
        kept.scopes = scopes.stream().distinct().sorted().map(Scope::toString).collect(Collectors.joining(","));
        kept.madeAt = now;
        return kept;
    }

    /** What stands for someone who signs in by a provider: no one has the token. */
    static ApiToken of(Grant person, Instant now, Instant expiresAt) {
        ApiToken kept = of(TokenText.random(), person.owner(), person.scopes(), now);
        kept.issuer = person.issuer();
        kept.subject = person.subject();
        kept.expiresAt = expiresAt;
        return kept;
    }

    List<Scope> scopes() {
        return Arrays.stream(scopes.split(",")).map(Scope::of).toList();
    }

    TokenState state(Instant now) {
        if (revokedAt != null) {
            return TokenState.REVOKED;
        }
        return expiresAt == null || now.isBefore(expiresAt) ? TokenState.ACTIVE : TokenState.EXPIRED;
    }
}
