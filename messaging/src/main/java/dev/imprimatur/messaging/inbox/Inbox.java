package dev.imprimatur.messaging.inbox;

import dev.imprimatur.messaging.event.Event;
import dev.imprimatur.messaging.event.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Notes which events were handled, in the transaction that handles them. */
@ApplicationScoped
class Inbox {
    private static final String NOTE = "insert into inbox (event_id, topic) values (?, ?) on conflict do nothing";

    @Inject
    DataSource dataSource;

    /** Whether this is the event's first delivery. A second one in another transaction waits for the first. */
    boolean note(Event event) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(NOTE)) {
            statement.setString(1, event.eventId());
            statement.setString(2, Topic.of(event.getClass()).topic());
            return statement.executeUpdate() == 1;
        }
    }
}
