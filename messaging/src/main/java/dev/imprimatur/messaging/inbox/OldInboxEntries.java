package dev.imprimatur.messaging.inbox;

import dev.imprimatur.messaging.restore.ForgottenEvents;
import dev.imprimatur.messaging.restore.TopicHistory;
import dev.imprimatur.messaging.retention.Expiring;
import dev.imprimatur.messaging.retention.RetentionConfig;
import dev.imprimatur.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Entries of the inbox outlive every event that Kafka can deliver again, since offsets are lost some time after a group
 * was last seen: an entry goes when it is old enough and its topic holds nothing that was sent before it came. So what
 * {@link ForgottenEvents} finds in a topic is never unknown merely for its age.
 */
@ApplicationScoped
class OldInboxEntries implements Expiring {
    private static final int MOST = 1000;
    /** The one that the last release writes, too, and the one that knows events by their whole identity. */
    private static final List<String> TABLES = List.of("inbox", "inbox_event");

    /** The topics of entries from before then. Few topics have many entries each, so it goes from one to the next. */
    private static final String TOPICS = """
            with recursive topics as (
                (select topic from %1$s order by topic limit 1)
                union all
                select (select topic from %1$s where topic > topics.topic order by topic limit 1)
                from topics where topics.topic is not null)
            select topic from topics
            where exists (select 1 from %1$s where %1$s.topic = topics.topic and received_at < ?)""";

    private static final String DELETE = "delete from %1$s where ctid = any (array(select ctid from %1$s"
            + " where topic = ? and received_at < ? order by received_at limit " + MOST + "))";

    @Inject
    DataSource dataSource;

    @Inject
    RetentionConfig config;

    @Inject
    TopicHistory past;

    @Override
    public String name() {
        return "inbox-entries";
    }

    @Override
    public Removed expire(Instant now) {
        Instant then = now.minus(config.inbox());
        return Sql.run(dataSource, "cannot remove entries of the inbox", sql -> {
            int count = 0;
            boolean more = false;
            for (String table : TABLES) {
                List<String> topics = sql.list(TOPICS.formatted(table), row -> row.getString(1), then);
                Map<String, Instant> oldest = topics.isEmpty() ? Map.of() : past.oldest(topics);
                for (String topic : topics) {
                    Instant deliverable = oldest.getOrDefault(topic, Instant.MAX);
                    Instant before = deliverable.isAfter(then) ? then : deliverable.minus(ForgottenEvents.MARGIN);
                    int removed = sql.update(DELETE.formatted(table), topic, before);
                    count += removed;
                    more |= removed == MOST;
                }
            }
            return new Removed(count, more);
        });
    }
}
