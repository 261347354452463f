package dev.imprimatur.console.access;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Links that were not used. */
@ApplicationScoped
class OldSignIns extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE =
            "delete from sign_in where hash in (select hash from sign_in where expires_at < ? order by expires_at limit ?)";

    OldSignIns() {
        super("sign-ins", RetentionConfig::history, MOST, DELETE);
    }
}
