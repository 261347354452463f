package dev.imprimatur.console.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.inbox.Handling;
import dev.imprimatur.messaging.stack.Kafka;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Several events in one transaction beside whatever else changes the read model. */
@ConsoleTest
class TogetherTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String WAITS = "select count(*) from pg_stat_activity where pg_blocking_pids(pid) @> array[";
    private static final String DIGEST = "sha256:" + "2".repeat(64);
    private static final String WAS = "sha256:" + "5".repeat(64);
    private static final String KEY = "together";
    private static final int MANY = 20;
    private static final String ORDER =
            "select pg_advisory_xact_lock(hashtext('imprimatur.timeline.' || current_schema()))";

    @Inject
    Events events;

    @Inject
    ReadModel readModel;

    @Inject
    DataSource database;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    /**
     * The last release records each event in a transaction of its own: it locks the rebuild first, and the order of
     * events last.
     */
    @Test
    void aConsoleOfTheLastReleaseIsNotWaitedForCrosswise() throws Exception {
        Wire.tell("beside-b", List.of(RebuildRequested.class));

        assertThatTheOrderIsFreeWhile(
                "select 1 from rebuild where id = 'beside-b' for update",
                of(RenderCompleted.class, "beside-a"),
                of(RenderCompleted.class, "beside-b"));

        Wire.awaitEvents("beside-a", 1);
        Wire.awaitEvents("beside-b", 2);
    }

    @Test
    void theRunThatPublishedWhatStaysIsNotWaitedForWithTheOrder() throws Exception {
        Wire.send(Topic.PUBLISH_COMPLETED, published("former", "former-family"));
        Wire.awaitEvents("former", 1);

        assertThatTheOrderIsFreeWhile(
                "select 1 from image_run where rebuild_id = 'former' for update",
                of(RenderCompleted.class, "beside-former"),
                of(PublishCompleted.class, unchanged("stays", "former-family"), readModel::apply));

        assertThat(text("select tags_at from image_run where rebuild_id = 'former'"))
                .isEqualTo(text("select tags_at from image_run where rebuild_id = 'stays'"));
    }

    @Test
    void aRunIsNotWaitedForWithTheOrderEither() throws Exception {
        Wire.tell("own-run", List.of(RenderCompleted.class));

        assertThatTheOrderIsFreeWhile(
                "select 1 from image_run where rebuild_id = 'own-run' for update",
                of(RenderCompleted.class, "beside-own-run"),
                of(TestCompleted.class, "own-run"));
    }

    @Test
    void norAreFailuresThatWereFlakes() throws Exception {
        Handling<BuildCompleted> built = of(
                BuildCompleted.class,
                Wire.fixture(BuildCompleted.class, "passes").replace("node", "flaky-family"),
                readModel::apply);
        BuildCompleted event = built.received().event();
        change("""
                insert into step_failure (rebuild_id, image, stage, build_id, kind, failed_at)
                values ('failed-before', '%s', 'build', '%s', 'infrastructure', '2026-01-01')""".formatted(event.key(), event.candidate().buildId().value()));
        try {
            assertThatTheOrderIsFreeWhile(
                    "select 1 from step_failure where rebuild_id = 'failed-before' for update",
                    of(RenderCompleted.class, "beside-passes"),
                    built);
            assertThat(text("select passed_at is not null from step_failure where rebuild_id = 'failed-before'"))
                    .isEqualTo("t");
        } finally {
            change("delete from step_failure where rebuild_id = 'failed-before'");
        }
    }

    @Test
    void aRunThatChangesMeanwhileIsNotWrittenBackAsItWas() throws Exception {
        Wire.send(Topic.PUBLISH_COMPLETED, unchanged("confirms", "late-family"));
        Wire.awaitEvents("confirms", 1);
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            statement.execute("update image_run set test_log = 'meanwhile' where rebuild_id = 'confirms'");
            Future<?> late = threads.submit(() -> events.handle(
                    of(PublishCompleted.class, published("comes-late", "late-family"), readModel::apply)));
            await().atMost(LIMIT).until(() -> oneWaitsFor(statement));
            other.commit();
            late.get();
        }

        assertThat(text("select test_log from image_run where rebuild_id = 'confirms'"))
                .isEqualTo("meanwhile");
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
            await().atMost(LIMIT).until(() -> oneWaitsFor(statement));
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
    void whatIsForgedOrNoEventTakesNoNeighbourAlong() throws Exception {
        List<String> bad = new ArrayList<>();
        whileTheFirstIsHeld("mirrored", kafka -> {
            for (int i = 0; i < MANY; i++) {
                String forged = Wire.fixture(MirrorCompleted.class, "forged-" + i);
                bad.addAll(List.of(forged, "garbage " + i));
                for (String each :
                        List.of(forged, genuine("mirrored-a-" + i), "garbage " + i, genuine("mirrored-b-" + i))) {
                    confirmed(kafka, Topic.MIRROR_COMPLETED, each);
                }
                confirmed(kafka, Topic.MIRROR_COMPLETED, genuine("mirrored-c-" + i));
            }
        });

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(recorded("mirrored-_-%")).isEqualTo(3 * MANY));
        assertThat(transactions("mirrored-_-%")).isLessThan(3 * MANY);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Wire.deadLetters(Topic.MIRROR_COMPLETED).stream()
                                .filter(letter -> KEY.equals(letter.key()))
                                .map(letter -> new String(letter.value(), StandardCharsets.UTF_8)))
                        .containsExactlyElementsOf(bad));
    }

    @Test
    void whatComesMeanwhileIsOneTransaction() throws Exception {
        whileTheFirstIsHeld("gathers", kafka -> {
            for (int i = 0; i < MANY; i++) {
                String built =
                        Wire.fixture(BuildCompleted.class, "gathered-" + i).replace("node", "gathered-family");
                confirmed(kafka, Topic.BUILD_COMPLETED, Wire.signed(Topic.BUILD_COMPLETED, built));
            }
        });

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(recorded("gathered-%")).isEqualTo(MANY));
        assertThat(transactions("gathered-%")).isLessThan(MANY);
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
        return of(type, Wire.fixture(type, rebuild), readModel::apply);
    }

    private static <E extends Event> Handling<E> of(Class<E> type, String value, Consumer<E> handler) {
        return Handling.of(EventFixtures.record(type, value), type, handler);
    }

    private static String published(String rebuild, String family) {
        return Wire.fixture(PublishCompleted.class, rebuild).replace("node", family);
    }

    private static String unchanged(String rebuild, String family) {
        return published(rebuild, family)
                .replace(WAS, DIGEST)
                .replace("03:00:45Z", "04:00:45Z")
                .replaceFirst("\\{", "{\"unchanged\": true,");
    }

    private static String genuine(String rebuild) {
        return Wire.signed(Topic.MIRROR_COMPLETED, Wire.fixture(MirrorCompleted.class, rebuild));
    }

    /** As a console does that records one event, or a replay: it has rows, and at last asks for the order of events. */
    private void assertThatTheOrderIsFreeWhile(String lock, Handling<?>... several) throws Exception {
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            statement.execute(lock);
            Future<Boolean> together = threads.submit(() -> events.handleTogether(List.of(several), readModel::lock));
            await().atMost(LIMIT).until(() -> oneWaitsFor(statement));

            statement.execute("set local lock_timeout = '300ms'");
            statement.execute(ORDER);
            other.commit();

            assertThat(together.get()).isTrue();
        }
    }

    private interface Sending {
        void to(Kafka kafka) throws Exception;
    }

    /** Sends while an event of this rebuild waits for the order of events. */
    private void whileTheFirstIsHeld(String rebuild, Sending more) throws Exception {
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement();
                Kafka kafka = new Kafka(servers)) {
            other.setAutoCommit(false);
            statement.execute(ORDER);
            Wire.send(Topic.REBUILD_REQUESTED, Wire.fixture(RebuildRequested.class, rebuild));
            await().atMost(LIMIT).until(() -> oneWaitsFor(statement));
            more.to(kafka);
            other.commit();
        }
    }

    private static void confirmed(Kafka kafka, Topic topic, String value) throws Exception {
        kafka.confirmed(topic, KEY, value.getBytes(StandardCharsets.UTF_8));
    }

    private int recorded(String rebuilds) throws SQLException {
        return Integer.parseInt(text("select count(*) from event where rebuild_id like '" + rebuilds + "'"));
    }

    private int transactions(String rebuilds) throws SQLException {
        return Integer.parseInt(
                text("select count(distinct xmin::text) from event where rebuild_id like '" + rebuilds + "'"));
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean oneWaitsFor(Statement blocking) throws SQLException {
        try (ResultSet row = blocking.executeQuery("select pg_backend_pid()")) {
            row.next();
            return !text(WAITS + row.getInt(1) + "]").equals("0");
        }
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
