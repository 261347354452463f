package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.messaging.retention.OldRows;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Rebuilds that ended long ago: what their images are now, is noted apart from them. */
@ApplicationScoped
class OldRebuilds extends OldRows {
    /** A rebuild has up to some thousand images. */
    private static final int MOST = 2;

    private static final String DELETE = """
            with old as (
                select id from rebuild where completed_at < ? and state = 'COMPLETED'
                order by completed_at limit ? for update skip locked),
            images as (delete from rebuild_image where rebuild_id in (select id from old))
            delete from rebuild where id in (select id from old)""";

    OldRebuilds() {
        super("rebuilds", RetentionConfig::history, MOST, DELETE);
    }
}
