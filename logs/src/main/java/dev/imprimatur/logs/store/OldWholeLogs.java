package dev.imprimatur.logs.store;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Logs from before there were records. */
@ApplicationScoped
class OldWholeLogs extends OldRows {
    private static final int MOST = 20;

    private static final String DELETE = """
            with old as (
                select id, digest, bytes, kept_at from log where kept_at < ? limit ? for update skip locked),
            noted as (
                insert into expired_log (id, digest, bytes, ended_at)
                select id, digest, bytes, kept_at from old on conflict do nothing)
            delete from log where id in (select id from old)""";

    OldWholeLogs() {
        super("logs", RetentionConfig::logs, MOST, DELETE);
    }
}
