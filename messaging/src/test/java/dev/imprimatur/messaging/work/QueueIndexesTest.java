package dev.imprimatur.messaging.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How db-scheduler's statements are carried out where much waits, by plans that know no parameter. */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class QueueIndexesTest {
    private static final int WAITING = 5000;

    @Inject
    DataSource dataSource;

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void muchWaits() throws SQLException {
        connection = dataSource.getConnection();
        statement = connection.createStatement();
        statement.execute("insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version,"
                + " priority) select 'of-another-release', 'n-' || n, now() + interval '1 day', false, 1, n % 4"
                + " from generate_series(1, " + WAITING + ") n");
        statement.execute("analyze scheduled_tasks");
        statement.execute("set plan_cache_mode = force_generic_plan");
    }

    @AfterEach
    void nothingWaits() throws SQLException {
        statement.execute("deallocate all");
        statement.execute("reset plan_cache_mode");
        statement.execute("delete from scheduled_tasks where task_name = 'of-another-release'");
        connection.close();
    }

    @Test
    void whatHasNoHeartbeatAnyMoreIsFoundAmongWhatIsInProgress() throws SQLException {
        statement.execute("prepare dead (boolean, timestamptz) as select * from scheduled_tasks"
                + " where picked = $1 and last_heartbeat <= $2 order by last_heartbeat");

        assertThat(plan("dead (true, now())")).contains("scheduled_tasks_in_progress");
    }

    @Test
    void whatIsDueIsFoundInItsOrder() throws SQLException {
        statement.execute("prepare due (boolean, timestamptz) as select * from scheduled_tasks"
                + " where picked = $1 and execution_time <= $2 order by priority desc, execution_time limit 6");

        assertThat(plan("due (false, now())"))
                .contains("scheduled_tasks_priority")
                .doesNotContain("Sort");
    }

    /** A claim writes to all indexes: what waits is in as few as can be. */
    @Test
    void whatWaitsIsInTheTwoIndexesThatFindIt() throws SQLException {
        assertThat(rows("select indexrelid::regclass::text from pg_index where indrelid = 'scheduled_tasks'::regclass"
                        + " and indpred is null order by 1"))
                .isEqualTo("scheduled_tasks_pkey\nscheduled_tasks_priority");
    }

    private String plan(String execution) throws SQLException {
        return rows("explain execute " + execution);
    }

    private String rows(String query) throws SQLException {
        StringJoiner all = new StringJoiner("\n");
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all.toString();
    }
}
