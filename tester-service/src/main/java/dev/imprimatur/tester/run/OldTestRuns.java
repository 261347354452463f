package dev.imprimatur.tester.run;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Test runs that ended long ago, unless something of them may lie on an engine, or they approved what their image is
 * still published as: what that is has to be known as long as rebuilds leave it unchanged.
 */
@ApplicationScoped
class OldTestRuns extends OldRows {
    private static final int MOST = 100;
    private static final String DELETE = """
            with old as (
                select id from test_run
                where completed_at < ? and not exists (select 1 from leftover l where l.run_id = test_run.id)
                  and not exists (
                      select 1 from (select n.event from test_run n where n.image = test_run.image
                                      order by n.received_at desc limit 1) newest
                       where cast(newest.event as json) -> 'candidate' ->> 'published' = test_run.digest)
                order by completed_at limit ? for update skip locked),
            attempts as (delete from test_attempt where run_id in (select id from old))
            delete from test_run where id in (select id from old)""";

    OldTestRuns() {
        super("test-runs", RetentionConfig::history, MOST, DELETE);
    }
}
