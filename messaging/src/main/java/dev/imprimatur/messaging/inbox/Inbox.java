package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Notes which events were handled, in the transaction that handles them. The last release knows table {@code inbox} only,
 * where the id alone is the key; instances of both releases run side by side for a while, so both tables are written, and
 * what the last release handled is known by its row without a source.
 */
@ApplicationScoped
class Inbox {
    private static final String NOTE =
            "insert into inbox_event (topic, source, event_id, digest) values (?, ?, ?, ?)" + " on conflict do nothing";
    private static final String NOTED =
            "select digest from inbox_event where topic = ? and source = ? and event_id = ?";
    private static final String NOTE_FOR_LAST_RELEASE =
            "insert into inbox (event_id, topic, source) values (?, ?, ?) on conflict do nothing";
    private static final String NOTED_BY_LAST_RELEASE =
            "select 1 from inbox where event_id = ? and topic = ? and source is null";

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

    /** Whether this is the event's first delivery. A second one in another transaction waits for the first. */
    Delivery note(EventIdentity event, Digest content) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (changed(connection, NOTE, event.topic(), event.source(), event.id(), content.value())) {
                boolean knownToLastRelease =
                        !changed(connection, NOTE_FOR_LAST_RELEASE, event.id(), event.topic(), event.source())
                                && text(connection, NOTED_BY_LAST_RELEASE, event.id(), event.topic()) != null;
                return knownToLastRelease ? Delivery.AGAIN : Delivery.FIRST;
            }
            String noted = text(connection, NOTED, event.topic(), event.source(), event.id());
            return content.value().equals(noted) ? Delivery.AGAIN : Delivery.OTHER_CONTENT;
        }
    }

    private static boolean changed(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate() == 1;
        }
    }

    private static String text(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, String... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
        return statement;
    }
}
