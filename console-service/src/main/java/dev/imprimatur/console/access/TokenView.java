package dev.imprimatur.console.access;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * A token as it is shown.
 *
 * @param id names it
 * @param owner whose it is
 * @param scopes what it is good for
 * @param state whether it counts
 * @param issuer the OIDC provider that its owner signed in by; none for a token of the console's
 * @param madeAt since when there is one
 * @param madeBy the owner of the token that it was asked for with; null for one of a file
 * @param expiresAt until when it counts; null for no end
 * @param usedAt when it was used last, to the minute
 * @param revokedAt when it was taken back
 * @param token itself, only in the answer to who asked for it
 */
@RecordBuilder
record TokenView(
        String id,
        String owner,
        List<Scope> scopes,
        TokenState state,
        String issuer,
        Instant madeAt,
        String madeBy,
        Instant expiresAt,
        Instant usedAt,
        Instant revokedAt,
        String token) {

    static TokenView of(ApiToken kept, Instant now) {
        return with(null, kept, now);
    }

    static TokenView with(TokenText token, ApiToken kept, Instant now) {
        return TokenViewBuilder.builder()
                .id(kept.id)
                .owner(kept.owner)
                .scopes(kept.scopes())
                .state(kept.state(now))
                .issuer(kept.issuer)
                .madeAt(kept.madeAt)
                .madeBy(kept.madeBy)
                .expiresAt(kept.expiresAt)
                .usedAt(kept.usedAt)
                .revokedAt(kept.revokedAt)
                .token(token == null ? null : token.text())
                .build();
    }

    /** What may be logged: the token is not part of it. */
    @Override
    public String toString() {
        return id;
    }
}
