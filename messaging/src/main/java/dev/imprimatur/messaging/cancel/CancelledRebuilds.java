package dev.imprimatur.messaging.cancel;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Knows which rebuilds were cancelled, whatever came first: the cancel or the rebuild. */
@ApplicationScoped
public class CancelledRebuilds {
    private static final String NOTE =
            "insert into cancelled_rebuild (rebuild_id, why) values (?, ?) on conflict do nothing";
    private static final String FIND = "select why from cancelled_rebuild where rebuild_id = ?";
    private static final String AMONG = "select rebuild_id from cancelled_rebuild where rebuild_id = any (?)";

    @Inject
    DataSource dataSource;

    /** Notes it, as part of the current transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void note(RebuildCancelRequested event) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(NOTE)) {
            statement.setString(1, event.rebuildId().value());
            statement.setString(2, event.why());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot note that " + event.rebuildId() + " is cancelled", e);
        }
    }

    /** The reason that a cancelled rebuild's images get; empty if it was not cancelled. */
    @Transactional
    public Optional<FailureReport> find(RebuildId rebuild) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, rebuild.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(FailureReport.cancelled(row.getString(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read whether " + rebuild + " is cancelled", e);
        }
    }

    /** Those of these rebuilds that were cancelled. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Set<RebuildId> among(Collection<RebuildId> rebuilds) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(AMONG)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", rebuilds.stream().map(RebuildId::value).toArray()));
            Set<RebuildId> cancelled = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    cancelled.add(new RebuildId(rows.getString(1)));
                }
            }
            return cancelled;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read which rebuilds are cancelled", e);
        }
    }
}
