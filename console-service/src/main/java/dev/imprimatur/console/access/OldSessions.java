package dev.imprimatur.console.access;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Sessions that ended by themselves long ago. */
@ApplicationScoped
class OldSessions extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from page_session where hash in (select hash from page_session"
            + " where ends_at < ? order by ends_at limit ?)";

    OldSessions() {
        super("page-sessions", RetentionConfig::history, MOST, DELETE);
    }
}
