package dev.imprimatur.messaging.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue as it is shown, in the order in which it is taken. */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class QueueViewTest {
    private static final String KIND = "viewed";

    @Inject
    QueueView queue;

    @Inject
    DataSource dataSource;

    /** A kind that no thread here does, so that what waits goes on waiting. */
    @ApplicationScoped
    static class Viewed implements QueueDetails {
        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public Map<String, Detail> of(Collection<String> ids) {
            return ids.stream()
                    .filter(id -> !id.equals("forgotten"))
                    .collect(Collectors.toMap(id -> id, id -> new Detail("r-1", id, 1, 4, null)));
        }
    }

    @AfterEach
    void clear() throws SQLException {
        change("delete from scheduled_tasks where task_name = '" + KIND + "'");
    }

    @Test
    void theMostUrgentIsFirstAndWhatIsDelayedLast() throws SQLException {
        add("late", "now() + interval '2 hours'", 40, "null");
        add("soon", "now() + interval '1 hour'", 10, "null");
        add("older", "now() - interval '2 minutes'", 30, "null");
        add("newer", "now() - interval '1 minute'", 30, "null");
        add("urgent", "now()", 40, "null");
        add("in-hand", "now()", 40, "'a-worker'");

        QueueView.Part part = queue.of(KIND, 0, 10);

        assertThat(part.work())
                .extracting(QueuedWork::image)
                .containsExactly("urgent", "older", "newer", "soon", "late");
        assertThat(part.work()).extracting(QueuedWork::ahead).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(part.work()).extracting(QueuedWork::delayed).containsExactly(false, false, false, true, true);
        assertThat(part.work())
                .extracting(QueuedWork::priority)
                .containsExactly("security", "manual", "manual", "background", "security");
        assertThat(part.waiting()).isEqualTo(5);
        assertThat(part.running()).isEqualTo(1);
        assertThat(part.workers()).isEqualTo(1);
        assertThat(queue.of(KIND, 1, 2).work()).extracting(QueuedWork::image).containsExactly("older", "newer");
    }

    @Test
    void whatHasWaitedIsShownByThePriorityWithWhichItCame() throws SQLException {
        add("aged", "now() + interval '1 hour'", 17, "null");

        assertThat(queue.of(KIND, 0, 10).work())
                .extracting(QueuedWork::priority)
                .containsExactly("background");
    }

    @Test
    void whatIsNotKnownAnyMoreIsLeftOut() throws SQLException {
        add("forgotten", "now()", 40, "null");
        add("known", "now()", 30, "null");

        assertThat(queue.of(KIND, 0, 10).work()).extracting(QueuedWork::image).containsExactly("known");
        assertThatThrownBy(() -> queue.of("recorded", 0, 10)).hasMessageContaining("viewed");
    }

    private void add(String id, String time, int priority, String worker) throws SQLException {
        change("insert into scheduled_tasks"
                + " (task_name, task_instance, execution_time, picked, picked_by, version, priority, last_heartbeat)"
                + " values ('" + KIND + "', '" + id + "', " + time + ", " + !worker.equals("null") + ", " + worker
                + ", 1, " + priority + ", now())");
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
