package dev.imprimatur.console.retention;

import dev.imprimatur.console.history.TaggedDigests;
import dev.imprimatur.messaging.retention.Expiring;
import dev.imprimatur.messaging.retention.RetentionConfig;
import dev.imprimatur.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Rebuilds that ended long ago lose their images, and at last themselves, with their events. What published a digest
 * that a tag still names stays, and so does what an image was published as last: why they are as they are can be asked
 * for ever. Revisions go from the registry one day, so each rebuild that kept something is looked at again.
 */
@ApplicationScoped
class OldRebuilds implements Expiring {
    private static final int MOST = 5;
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofDays(7);

    private static final String DUE = """
            select id from rebuild
            where finished_at < ? and (cleared_at is null or cleared_at < ?)
            order by cleared_at nulls first, finished_at limit ?""";

    private static final String PUBLISHED =
            "select distinct digest from image_run where rebuild_id = any (?) and stage = 'PUBLISHED'";

    /** In the order in which events lock them. */
    private static final String LOCK = "select id from rebuild where id = any (?) order by id collate \"C\" for update";

    private static final String LOCK_IMAGES =
            "select id from image_run where rebuild_id = any (?) order by id for update";

    private static final String DELETE = """
            with old as (
                delete from image_run r
                where rebuild_id = any (?)
                  and not (stage = 'PUBLISHED'
                           and (digest = any (?)
                                or id = (select last.id from image_run last
                                         where last.image = r.image and last.stage = 'PUBLISHED'
                                         order by greatest(last.published_at, last.restored_at) desc, last.id desc
                                         limit 1)))
                returning rebuild_id, image),
            told as (delete from event using old where event.rebuild_id = old.rebuild_id and event.key = old.image)
            select count(*) from old""";

    private static final String DELETE_EMPTY = """
            with empty as (
                delete from rebuild
                where id = any (?) and not exists (select 1 from image_run where rebuild_id = rebuild.id)
                returning id)
            delete from event using empty where event.rebuild_id = empty.id""";

    private static final String CLEARED = "update rebuild set cleared_at = ? where id = any (?)";

    @Inject
    DataSource dataSource;

    @Inject
    RetentionConfig config;

    @Inject
    TaggedDigests tagged;

    @Override
    public String name() {
        return "rebuild-images";
    }

    @Override
    public Removed expire(Instant now) {
        return Sql.run(dataSource, "cannot remove old rebuilds", sql -> {
            Collection<String> rebuilds =
                    strings(sql, DUE, now.minus(config.history()), now.minus(LOOK_AGAIN_AFTER), MOST);
            Set<String> needed = needed(strings(sql, PUBLISHED, rebuilds));
            strings(sql, LOCK, rebuilds);
            strings(sql, LOCK_IMAGES, rebuilds);
            int removed =
                    sql.first(DELETE, row -> row.getInt(1), rebuilds, needed).orElseThrow();
            sql.update(CLEARED, now, rebuilds);
            sql.update(DELETE_EMPTY, rebuilds);
            return new Removed(removed, rebuilds.size() == MOST);
        });
    }

    private Set<String> needed(List<String> published) {
        try {
            return tagged.among(published);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while asking the publisher", e);
        }
    }

    private static List<String> strings(Sql sql, String query, Object... values) throws SQLException {
        return sql.list(query, row -> row.getString(1), values);
    }
}
