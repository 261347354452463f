package dev.imprimatur.console.page.act;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Buttons that were pressed long ago. */
@ApplicationScoped
class OldPresses extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from page_act where (request, session) in"
            + " (select request, session from page_act where at < ? order by at limit ?)";

    OldPresses() {
        super("page-acts", RetentionConfig::history, MOST, DELETE);
    }
}
