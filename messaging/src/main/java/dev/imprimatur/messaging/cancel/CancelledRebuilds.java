package dev.imprimatur.messaging.cancel;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
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
        Sql.run(
                dataSource,
                "cannot note that " + event.rebuildId() + " is cancelled",
                sql -> sql.update(NOTE, event.rebuildId().value(), event.why()));
    }

    /** The reason that a cancelled rebuild's images get; empty if it was not cancelled. */
    @Transactional
    public Optional<FailureReport> find(RebuildId rebuild) {
        return Sql.run(
                dataSource,
                "cannot read whether " + rebuild + " is cancelled",
                sql -> sql.first(FIND, row -> FailureReport.cancelled(row.getString(1)), rebuild.value()));
    }

    /** Those of these rebuilds that were cancelled. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Set<RebuildId> among(Collection<RebuildId> rebuilds) {
        List<String> ids = rebuilds.stream().map(RebuildId::value).toList();
        return Sql.run(
                dataSource,
                "cannot read which rebuilds are cancelled",
                sql -> Set.copyOf(sql.list(AMONG, row -> new RebuildId(row.getString(1)), ids)));
    }
}
