package dev.imprimatur.console.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The tokens. Each request looks into the database, so one that was revoked by another console is no longer valid at
 * the next request. What is looked for is the hash: how long that takes says nothing of the token.
 */
@ApplicationScoped
class Tokens {
    private static final Duration NOTED_AGAIN_AFTER = Duration.ofMinutes(1);

    @Inject
    Clock clock;

    /** The token that a request shows, and that it was used now; none if there is none, or it is no longer valid. */
    @Transactional
    Optional<ApiToken> used(TokenText shown) {
        Instant now = now();
        Optional<ApiToken> found = ApiToken.<ApiToken>find("hash", shown.hash())
                .firstResultOptional()
                .filter(token -> token.state(now) == TokenState.ACTIVE);
        found.ifPresent(this::noteUse);
        return found;
    }

    /** The token that a browser signed in by; none if it is no longer valid. */
    @Transactional
    Optional<ApiToken> active(String id) {
        return ApiToken.<ApiToken>findByIdOptional(id).filter(token -> token.state(now()) == TokenState.ACTIVE);
    }

    /** Notes that a token was used now, once a minute. */
    @Transactional
    void noteUse(ApiToken token) {
        Instant now = now();
        if (token.usedAt == null || token.usedAt.isBefore(now.minus(NOTED_AGAIN_AFTER))) {
            ApiToken.update("usedAt = ?1 where id = ?2", now, token.id);
        }
    }

    /**
     * Notes what a file holds, unless it is noted already, and forgets what files held before, which is no longer
     * valid. A token that was revoked stays revoked, and takes no other one's place.
     *
     * @throws IllegalArgumentException if the token is noted already as one of other scopes
     */
    @Transactional
    ApiToken ofFile(TokenText token, Scope scope) {
        Instant now = now();
        ApiToken kept = ApiToken.of(token, scope + "-token-file", List.of(scope), now);
        ApiToken.getEntityManager()
                .createNativeQuery("insert into api_token (id, hash, owner, scopes, from_file, made_at)"
                        + " values (?1, ?2, ?3, ?4, true, ?5) on conflict do nothing")
                .setParameter(1, kept.id)
                .setParameter(2, kept.hash)
                .setParameter(3, kept.owner)
                .setParameter(4, kept.scopes)
                .setParameter(5, now)
                .executeUpdate();
        ApiToken noted = ApiToken.findById(kept.id);
        if (!noted.scopes.equals(kept.scopes)) {
            throw new IllegalArgumentException("the token " + noted.id + " has " + noted.scopes + " already, not "
                    + scope + "; write another one into the file");
        }
        if (noted.state(now) == TokenState.ACTIVE) {
            ApiToken.delete("fromFile and scopes = ?1 and hash <> ?2 and revokedAt is null", kept.scopes, kept.hash);
        }
        return noted;
    }

    /** Forgets what files held that there are none of any more. */
    @Transactional
    void ofNoFile(Scope scope) {
        ApiToken.delete("fromFile and scopes = ?1 and revokedAt is null", scope.toString());
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
