package dev.imprimatur.console.access;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Tokens that ceased to count long ago. One of a file stays: it would count again at the next start. */
@ApplicationScoped
class OldTokens extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from api_token where id in (select id from api_token"
            + " where not from_file and least(revoked_at, expires_at) < ? order by id limit ?)";

    OldTokens() {
        super("tokens", RetentionConfig::history, MOST, DELETE);
    }
}
