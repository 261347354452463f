package dev.imprimatur.logs.store;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Logs go as a whole, so that a chain of records is either there or known to be removed. A log that was never sealed is
 * as old as what was written to it last.
 */
@ApplicationScoped
class OldLogs extends OldRows {
    /** A log has up to some hundred records of 256 KiB. */
    private static final int MOST = 20;

    private static final String DELETE = """
            with last as (
                select id, coalesce(sealed_at, greatest(begun_at, (select max(kept_at) from log_record where log_id = id)))
                           as ended_at
                from kept_log),
            old as (
                select kept_log.id, head, records, bytes, ended_at
                from kept_log join last on last.id = kept_log.id
                where ended_at < ?
                limit ? for update of kept_log skip locked),
            noted as (
                insert into expired_log (id, digest, records, bytes, ended_at)
                select id, head, records, bytes, ended_at from old on conflict do nothing),
            content as (delete from log_record where log_id in (select id from old))
            delete from kept_log where id in (select id from old)""";

    OldLogs() {
        super("logs", RetentionConfig::logs, MOST, DELETE);
    }
}
