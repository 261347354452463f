package dev.imprimatur.console.audit;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Acts of long ago. */
@ApplicationScoped
class OldAudit extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE =
            "delete from audit where seq in (select seq from audit where at < ? order by at limit ?)";

    OldAudit() {
        super("audited-acts", RetentionConfig::history, MOST, DELETE);
    }
}
