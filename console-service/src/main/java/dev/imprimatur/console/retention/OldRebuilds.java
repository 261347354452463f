package dev.imprimatur.console.retention;

import dev.imprimatur.console.history.TaggedDigests;
import dev.imprimatur.messaging.retention.Expiring;
import dev.imprimatur.messaging.retention.RetentionConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
        try (Connection connection = dataSource.getConnection()) {
            Collection<String> rebuilds =
                    strings(connection, DUE, at(now.minus(config.history())), at(now.minus(LOOK_AGAIN_AFTER)), MOST);
            List<String> published = strings(connection, PUBLISHED, array(connection, rebuilds));
            Set<String> needed = tagged.among(published);
            strings(connection, LOCK, array(connection, rebuilds));
            strings(connection, LOCK_IMAGES, array(connection, rebuilds));
            int removed =
                    Integer.parseInt(strings(connection, DELETE, array(connection, rebuilds), array(connection, needed))
                            .getFirst());
            change(connection, CLEARED, at(now), array(connection, rebuilds));
            change(connection, DELETE_EMPTY, array(connection, rebuilds));
            return new Removed(removed, rebuilds.size() == MOST);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot remove old rebuilds: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while asking the publisher", e);
        }
    }

    private static List<String> strings(Connection connection, String query, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(connection, query, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<String> strings = new ArrayList<>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }

    private static void change(Connection connection, String change, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(connection, change, parameters)) {
            statement.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    private static Object array(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }

    private static OffsetDateTime at(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
