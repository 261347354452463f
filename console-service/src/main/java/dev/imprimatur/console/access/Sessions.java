package dev.imprimatur.console.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Links that sign in, and the sessions of browsers that did. No console remembers one: each request asks the database,
 * so what one ends, or whose token one revokes, no other takes.
 */
@ApplicationScoped
class Sessions {
    private static final Duration LINK = Duration.ofMinutes(1);
    private static final Duration SESSION = Duration.ofHours(12);

    @Inject
    Tokens tokens;

    /** A link for who shows this token, good for a minute and once. */
    @Transactional
    SecretText offer(String tokenId) {
        SecretText code = SecretText.random();
        SignIn.of(code, tokenId, tokens.now().plus(LINK)).persist();
        return code;
    }

    /** The same for who signed in by a provider: for so long at most. */
    @Transactional
    SecretText offer(Grant person, Duration longest) {
        Instant now = tokens.now();
        ApiToken token = ApiToken.of(person, now, now.plus(longest));
        token.persist();
        return offer(token.id);
    }

    /** Whose link that is, which is not used up by asking; none if it is no longer valid. */
    @Transactional
    Optional<ApiToken> offered(SecretText code) {
        return SignIn.<SignIn>find("hash = ?1 and expiresAt > ?2", code.hash(), tokens.now())
                .firstResultOptional()
                .flatMap(found -> tokens.active(found.tokenId));
    }

    /** Uses up a link; none if it is no longer valid. Of two that use it at once, the database gives it to one. */
    @Transactional
    Optional<Session> begin(SecretText code) {
        Optional<ApiToken> token = offered(code);
        if (SignIn.delete("hash", code.hash()) == 0 || token.isEmpty()) {
            return Optional.empty();
        }
        Instant endsAt = endOf(token.get());
        SecretText cookie = SecretText.random();
        PageSession.of(cookie, token.get().id, endsAt).persist();
        return Optional.of(new Session(cookie, token.get(), endsAt));
    }

    /** Until when a session that begins now counts: not longer than its token. */
    Instant endOf(ApiToken token) {
        Instant longest = tokens.now().plus(SESSION);
        return token.expiresAt == null || token.expiresAt.isAfter(longest) ? longest : token.expiresAt;
    }

    /** The session that a cookie shows; none if it, or its token, is no longer valid. */
    @Transactional
    Optional<Session> of(SecretText cookie) {
        return PageSession.<PageSession>find("hash = ?1 and endsAt > ?2", cookie.hash(), tokens.now())
                .firstResultOptional()
                .flatMap(found -> tokens.active(found.tokenId).map(token -> new Session(cookie, token, found.endsAt)));
    }

    /** Ends a session, at every console. */
    @Transactional
    void end(Session session) {
        PageSession.delete("hash", session.cookie().hash());
        if (session.token().issuer != null) {
            // It stood for this sign-in alone.
            ApiToken.update("expiresAt = ?1 where id = ?2", tokens.now(), session.token().id);
        }
    }
}
