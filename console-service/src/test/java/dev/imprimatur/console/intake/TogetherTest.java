package dev.imprimatur.console.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.inbox.Handling;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Several events in one transaction beside whatever else changes the read model. */
@ConsoleTest
class TogetherTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String WAITS = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
            + " and query like '%rebuild%' and datname = current_database()";
    private static final String ORDER =
            "select pg_advisory_xact_lock(hashtext('imprimatur.timeline.' || current_schema()))";

    @Inject
    Events events;

    @Inject
    ReadModel readModel;

    @Inject
    DataSource database;

    /** The last release records each event in a transaction of its own: it locks the rebuild first, and the order of events last. */
    @Test
    void aConsoleOfTheLastReleaseIsNotWaitedForCrosswise() throws Exception {
        Wire.tell("beside-b", List.of(RebuildRequested.class));
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            statement.execute("select 1 from rebuild where id = 'beside-b' for update");
            Future<Boolean> together = threads.submit(() -> events.handleTogether(
                    List.of(of(RenderCompleted.class, "beside-a"), of(RenderCompleted.class, "beside-b")),
                    readModel::lock));
            await().atMost(LIMIT).until(this::oneWaits);

            statement.execute("set local lock_timeout = '300ms'");
            statement.execute(ORDER);
            other.commit();

            assertThat(together.get()).isTrue();
        }
        Wire.awaitEvents("beside-a", 1);
        Wire.awaitEvents("beside-b", 2);
    }

    @Test
    void aDeadlockIsRolledBackAndEachIsRecordedOnceAllTheSame() throws Exception {
        Wire.tell("crossed-b", List.of(RenderCompleted.class));
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // One transaction that locks the run before its rebuild, as none of a console does.
            statement.execute("select 1 from image_run where rebuild_id = 'crossed-b' for update");
            Wire.send(Topic.BUILD_COMPLETED, Wire.fixture(BuildCompleted.class, "crossed-b"));
            await().atMost(LIMIT).until(this::oneWaits);
            try {
                statement.execute("select 1 from rebuild where id = 'crossed-b' for update");
                other.commit();
            } catch (SQLException e) {
                assertThat(e.getSQLState())
                        .as("which of the two the database ends is its own choice")
                        .isEqualTo("40P01");
                other.rollback();
            }
        }

        Wire.awaitEvents("crossed-b", 2);
    }

    @Test
    void whatIsForgedOrNoEventTakesNoNeighbourAlong() {
        for (int i = 0; i < 20; i++) {
            String rebuild = "beside-forged-" + i;
            String built = Wire.fixture(BuildCompleted.class, rebuild);
            Wire.sendAsIs(Topic.BUILD_COMPLETED, "one", built.replace("sha256:2222", "sha256:eeee"));
            Wire.sendAsIs(Topic.BUILD_COMPLETED, "one", Wire.signed(Topic.BUILD_COMPLETED, built));
            Wire.sendAsIs(Topic.BUILD_COMPLETED, "one", "garbage " + i);
            Wire.sendAsIs(Topic.BUILD_COMPLETED, "one", Wire.signed(Topic.BUILD_COMPLETED, built));
        }

        for (int i = 0; i < 20; i++) {
            Wire.awaitEvents("beside-forged-" + i, 1);
        }
        assertThat(Wire.deadLetters(Topic.BUILD_COMPLETED)).isEmpty();
    }

    @Test
    void severalHaveTheirPlacesInTheirOrderAndOneTransaction() throws SQLException {
        List<Handling<?>> several = List.of(
                of(RebuildRequested.class, "one-transaction"),
                of(RenderCompleted.class, "one-transaction"),
                of(BuildCompleted.class, "one-transaction"));

        assertThat(events.handleTogether(several, readModel::lock)).isTrue();

        assertThat(text("select string_agg(topic, ' ' order by seq) || ' ' || count(distinct xmin::text) from event"
                        + " where rebuild_id = 'one-transaction'"))
                .isEqualTo("rebuild-requested render-completed build-completed 1");
    }

    @Test
    void ofAnImageThatChangesSeveralTimesPagesAreBroughtUpToDateOnce() throws SQLException {
        change("""
                create table brought_up (image text);
                create function note_brought_up() returns trigger language plpgsql as
                    'begin insert into brought_up values (new.image); return null; end';
                create trigger brought_up after insert on fleet_image for each row execute function note_brought_up()""");
        try {
            List<Handling<?>> several = List.of(
                    of(RenderCompleted.class, "brought-up"),
                    of(BuildCompleted.class, "brought-up"),
                    of(TestCompleted.class, "brought-up"),
                    of(PublishCompleted.class, "brought-up"));

            assertThat(events.handleTogether(several, readModel::lock)).isTrue();

            String image = text("select image from image_run where rebuild_id = 'brought-up'");
            assertThat(text("select count(*) from brought_up where image = '" + image + "'"))
                    .isEqualTo("1");
            assertThat(text("select stage from fleet_image where image = '" + image + "'"))
                    .isEqualTo("PUBLISHED");
        } finally {
            change("drop trigger brought_up on fleet_image; drop function note_brought_up; drop table brought_up");
        }
    }

    /** Its retention is over, say, and Kafka delivers an event of it again. */
    @Test
    void whatComesAgainMakesNoRebuildThatWasRemoved() throws SQLException {
        List<Handling<?>> several =
                List.of(of(RebuildRequested.class, "removed-1"), of(RebuildRequested.class, "removed-2"));
        assertThat(events.handleTogether(several, readModel::lock)).isTrue();
        change("delete from rebuild where id = 'removed-2'");

        assertThat(events.handleTogether(several, readModel::lock)).isTrue();

        assertThat(text("select string_agg(id, ' ') from rebuild where id like 'removed-%'"))
                .isEqualTo("removed-1");
    }

    private <E extends Event> Handling<E> of(Class<E> type, String rebuild) {
        return Handling.of(EventFixtures.record(type, Wire.fixture(type, rebuild)), type, readModel::apply);
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean oneWaits() throws SQLException {
        return !text(WAITS).equals("0");
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
