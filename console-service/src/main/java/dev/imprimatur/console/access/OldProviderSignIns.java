package dev.imprimatur.console.access;

import dev.imprimatur.messaging.retention.OldRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What stood for sign-ins by a provider, which are many. Who signed in and out is in the audit. */
@ApplicationScoped
class OldProviderSignIns extends OldRows {
    private static final int MOST = 1000;
    private static final String DELETE = "delete from api_token where id in (select id from api_token"
            + " where issuer is not null and least(revoked_at, expires_at) < ? order by id limit ?)";

    OldProviderSignIns() {
        super("provider-sign-ins", config -> Duration.ofDays(1), MOST, DELETE);
    }
}
