package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/** Which events this service has handled, by identity and content. */
@ApplicationScoped
public class HandledEvents {
    /** A row without a source is of a release that noted no content: what it handled may have been another event. */
    private static final String HANDLED = """
            select topic, source, event_id, digest
              from unnest(?, ?, ?, ?) as asked (topic, source, event_id, digest)
              join inbox_event using (topic, source, event_id, digest)
             where not exists (select 1 from inbox
                                where inbox.event_id = asked.event_id and inbox.topic = asked.topic
                                  and inbox.source is null)""";

    @Inject
    DataSource dataSource;

    /**
     * An event with its content.
     *
     * @param identity which event
     * @param digest of the record's value
     */
    public record Content(EventIdentity identity, Digest digest) {}

    /** Those that were handled with just this content. */
    public Set<Content> among(Collection<Content> asked) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(HANDLED)) {
            statement.setArray(
                    1, texts(connection, asked, each -> each.identity().topic()));
            statement.setArray(
                    2, texts(connection, asked, each -> each.identity().source()));
            statement.setArray(
                    3, texts(connection, asked, each -> each.identity().id()));
            statement.setArray(4, texts(connection, asked, each -> each.digest().value()));
            Set<Content> handled = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    handled.add(new Content(
                            new EventIdentity(rows.getString(1), rows.getString(2), rows.getString(3)),
                            new Digest(rows.getString(4))));
                }
            }
            return handled;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read which events were handled: " + e.getMessage(), e);
        }
    }

    private static Array texts(Connection connection, Collection<Content> contents, Function<Content, String> part)
            throws SQLException {
        return connection.createArrayOf("text", contents.stream().map(part).toArray());
    }
}
