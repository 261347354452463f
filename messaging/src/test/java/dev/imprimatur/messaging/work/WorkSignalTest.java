package dev.imprimatur.messaging.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Work that another instance adds; the queue itself would look for it only after minutes. */
@QuarkusTest
@TestProfile(WorkSignalTest.RarePolling.class)
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class WorkSignalTest {
    @Inject
    WorkQueueTest.Recorded work;

    @Inject
    DataSource dataSource;

    /** With it nothing but a signal makes the queue look. */
    public static class RarePolling implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("imprimatur.messaging.work.polling-interval", "5m");
        }
    }

    @Test
    void itIsTakenUpAtOnceAlsoAfterTheConnectionWasLost() throws SQLException {
        await().atMost(Duration.ofSeconds(20)).until(() -> listeners() == 1);
        addAsAnotherInstance("told");
        await().atMost(Duration.ofSeconds(10)).until(() -> work.runs().contains("told"));

        assertThat(query("select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where query like 'listen \"imprimatur%') as ended"))
                .isEqualTo(1);
        // The ended connection may be one of the pool's, which its next user learns.
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> listeners() == 1);
        addAsAnotherInstance("told-again");
        await().atMost(Duration.ofSeconds(10)).until(() -> work.runs().contains("told-again"));
    }

    private int listeners() throws SQLException {
        return query("select count(*) from pg_stat_activity where query like 'listen%'");
    }

    private int query(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    private void addAsAnotherInstance(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                    + " values ('recorded', '" + id + "', now(), false, 1)");
            statement.execute("select pg_notify('imprimatur_work_messaging', '')");
        }
    }
}
