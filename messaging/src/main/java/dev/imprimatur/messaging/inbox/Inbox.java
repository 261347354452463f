package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Notes which events were handled, in the transaction that handles them. The last release knows table {@code inbox}
 * only, where the id alone is the key; instances of both releases run side by side for a while, so both tables are
 * written, and what the last release handled is known by its row without a source.
 */
@ApplicationScoped
class Inbox {
    /**
     * Both tables at once. Rows are written in the order of their keys, so that of two transactions with the same
     * events none waits for the other crosswise; of two with one identity, the one that came first is.
     */
    private static final String NOTE = """
            with asked as (
                select * from unnest(?, ?, ?, ?) with ordinality as came (topic, source, event_id, digest, place)),
            noted as (
                insert into inbox_event (topic, source, event_id, digest)
                select topic, source, event_id, digest from asked order by topic, source, event_id, place
                on conflict do nothing returning topic, source, event_id),
            for_last_release as (
                insert into inbox (event_id, topic, source) select event_id, topic, source from noted
                on conflict do nothing returning event_id, topic, source)
            select topic, source, event_id, for_last_release.topic is not null
            from noted left join for_last_release using (topic, source, event_id)""";

    private static final String NOTED =
            "select digest from inbox_event where topic = ? and source = ? and event_id = ?";
    private static final String NOTED_BY_LAST_RELEASE =
            "select 'noted' from inbox where event_id = ? and topic = ? and source is null";

    @Inject
    DataSource dataSource;

    /** What is known of an event that came. */
    enum Delivery {
        /** It was not handled yet. */
        FIRST,
        /** It was handled. */
        AGAIN,
        /** Another event of the same identity was handled: one of the two is not what it seems. */
        OTHER_CONTENT
    }

    /** Which of these come for the first time, in their order. One that another transaction handles waits for that. */
    List<Delivery> note(List<HandledEvents.Content> events) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Sql sql = new Sql(connection);
            Map<EventIdentity, Boolean> noted = noted(sql, events);
            Map<EventIdentity, String> known = new HashMap<>();
            List<Delivery> deliveries = new ArrayList<>();
            for (HandledEvents.Content event : events) {
                EventIdentity identity = event.identity();
                String content = event.digest().value();
                if (noted.containsKey(identity) && !known.containsKey(identity)) {
                    known.put(identity, content);
                    deliveries.add(noted.get(identity) || isNew(sql, identity) ? Delivery.FIRST : Delivery.AGAIN);
                    continue;
                }
                if (!known.containsKey(identity)) {
                    known.put(identity, content(sql, identity));
                }
                deliveries.add(content.equals(known.get(identity)) ? Delivery.AGAIN : Delivery.OTHER_CONTENT);
            }
            return deliveries;
        }
    }

    /** Those that were not in the table, and whether they were not in that of the last release either. */
    private static Map<EventIdentity, Boolean> noted(Sql sql, List<HandledEvents.Content> events) throws SQLException {
        return sql.list(NOTE, Inbox::noted, HandledEvents.columns(events)).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map.Entry<EventIdentity, Boolean> noted(ResultSet row) throws SQLException {
        return Map.entry(new EventIdentity(row.getString(1), row.getString(2), row.getString(3)), row.getBoolean(4));
    }

    /** The id alone is the key there, so the row that is there may be another event's. */
    private static boolean isNew(Sql sql, EventIdentity event) throws SQLException {
        return sql.first(NOTED_BY_LAST_RELEASE, row -> row.getString(1), event.id(), event.topic())
                .isEmpty();
    }

    private static String content(Sql sql, EventIdentity event) throws SQLException {
        return sql.first(NOTED, row -> row.getString(1), event.topic(), event.source(), event.id())
                .orElse(null);
    }
}
