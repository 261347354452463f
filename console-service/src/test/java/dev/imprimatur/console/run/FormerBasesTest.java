package dev.imprimatur.console.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.ConsoleTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** The migration V096 finds the bases of the runs that are there, while a console of the release before goes on. */
@ConsoleTest
class FormerBasesTest {
    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String OTHER = "sha256:" + "2".repeat(64);
    private static final String BEFORE = "095";
    private static final String NEWEST = "latest";
    private static final String NUL = "\\u0000";

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @Test
    void areThoseThatTheEventNames() throws SQLException {
        migrate("former", BEFORE);
        try (Connection connection = connect("former");
                Statement statement = connection.createStatement()) {
            run(statement, "two", "r/one@" + ONE + "\",\"r:5000/other@" + OTHER);
            run(statement, "none", null);
            run(statement, "unknown", null);
            statement.execute("delete from event where rebuild_id = 'unknown'");

            migrate("former", NEWEST);

            assertThat(bases(statement, "two")).isEqualTo("{" + ONE + "," + OTHER + "}");
            assertThat(bases(statement, "none")).isEqualTo("{}");
            assertThat(bases(statement, "unknown")).isNull();
        }
    }

    /** It has locked a run, and changes it when the migration has begun. */
    @Test
    void areFoundBesideAConsoleThatChangesARun() throws Exception {
        migrate("beside", BEFORE);
        try (Connection connection = connect("beside");
                Statement statement = connection.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            run(statement, "locked", "r/one@" + ONE);
            connection.setAutoCommit(false);
            statement.execute("select from image_run where rebuild_id = 'locked' for update");
            Future<?> migration = threads.submit(() -> migrate("beside", NEWEST));
            await().until(() -> waits("beside"));

            statement.execute("update image_run set stage = 'TESTING' where rebuild_id = 'locked'");
            connection.commit();

            migration.get(30, TimeUnit.SECONDS);
            assertThat(bases(statement, "locked")).isEqualTo("{" + ONE + "}");
        }
    }

    private void migrate(String schema, String target) {
        Flyway.configure()
                .dataSource(address(schema), "imprimatur", "imprimatur")
                .schemas(schema)
                .defaultSchema(schema)
                .createSchemas(true)
                .locations("db/messaging", "db/migration")
                .target(target)
                .load()
                .migrate();
    }

    private Connection connect(String schema) throws SQLException {
        return DriverManager.getConnection(address(schema), "imprimatur", "imprimatur");
    }

    private String address(String schema) {
        return database.replaceFirst("\\?.*", "") + "?currentSchema=" + schema;
    }

    /**
     * A run and its event, as the release before has written them; the Dockerfile holds what JSON of PostgreSQL does
     * not.
     */
    private static void run(Statement statement, String rebuild, String bases) throws SQLException {
        statement.execute("insert into rebuild (id, state) values ('" + rebuild + "', 'RUNNING')");
        statement.execute("insert into image_run (rebuild_id, image, family, version, variant, stage) values ('"
                + rebuild + "', 'a/1/b', 'a', '1', 'b', 'BUILDING')");
        statement.execute("insert into event (event_id, topic, key, rebuild_id, occurred_at, json) values ('e', "
                + "'render-completed', 'a/1/b', '" + rebuild
                + "', now(), '{\"candidate\":{\"image\":\"a/1/b\",\"bases\":["
                + (bases == null ? "" : "\"" + bases + "\"")
                + "]},\"dockerfile\":\"FROM x\\n#" + NUL + " \\\"bases\\\":[\\\"@" + OTHER + "\\\"]\"}')");
    }

    private static String bases(Statement statement, String rebuild) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("select bases from image_run where rebuild_id = '" + rebuild + "'")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Whether the migration waits for a lock. */
    private boolean waits(String schema) throws SQLException {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select exists (select from pg_locks where not granted)")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }
}
