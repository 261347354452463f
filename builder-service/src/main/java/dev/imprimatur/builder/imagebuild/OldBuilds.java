package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Builds that ended long ago, unless an engine or staging still holds something of them. */
@ApplicationScoped
class OldBuilds extends OldRows {
    private static final int MOST = 100;
    private static final String DELETE = """
            with old as (
                select id from build
                where completed_at < ? and (staged is null and sent_to is null or retired_at is not null)
                  and not exists (select 1 from kept_image k where k.build_id = build.id)
                  and not exists (select 1 from context_use c where c.build_id = build.id)
                order by completed_at limit ? for update skip locked),
            attempts as (delete from build_attempt where build_id in (select id from old)),
            bases as (delete from base_use where build_id in (select id from old))
            delete from build where id in (select id from old)""";

    OldBuilds() {
        super("builds", RetentionConfig::history, MOST, DELETE);
    }
}
