package dev.imprimatur.messaging.work;

import dev.imprimatur.events.Priority;
import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Lets nothing starve: work that is due and waits grows more urgent with time, where what came first goes first.
 * Nothing grows as urgent as {@code security} is: that comes before whatever waits, however long. What is of that
 * priority itself grows as well, up to where the most urgent of it begins. One instance raises at a time, and locks no
 * more rows than there are to raise.
 */
@ApplicationScoped
class WorkAgeing {
    private static final Logger LOG = Logger.getLogger(WorkAgeing.class);
    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtext('imprimatur.ageing.' || current_schema()))";
    private static final int MOST = Priority.SECURITY.rank() - 1;
    /** Of security; one less than the next priority would have. */
    private static final int MOST_OF_SECURITY = Priority.SECURITY.rank() + 9;
    /** How urgent a row is by now. The release before let rows grow into security: these come down again. */
    private static final String GROWN =
            "least(case when coalesce(first_priority, priority) <= " + MOST + " then " + MOST
                    + " else " + MOST_OF_SECURITY + " end, greatest(priority, coalesce(first_priority, priority)"
                    + " + floor(extract(epoch from now() - execution_time) * 1000 / ?)))";

    private static final String AGE = "with waiting as (select task_name, task_instance from scheduled_tasks"
            + " where not picked and execution_time < now()"
            + " and priority <> " + GROWN + " for update skip locked)"
            + " update scheduled_tasks as task set first_priority = coalesce(first_priority, priority), priority = "
            + GROWN + " from waiting"
            + " where task.task_name = waiting.task_name and task.task_instance = waiting.task_instance";

    @Inject
    DataSource dataSource;

    @Inject
    MessagingConfig config;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("work-ageing").daemon().factory());

    void start(@Observes @jakarta.annotation.Priority(StartOrder.AGEING) StartupEvent event) {
        long step = config.work().ageing().toMillis();
        clock.scheduleWithFixedDelay(this::age, step, step, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    private void age() {
        try {
            QuarkusTransaction.requiringNew().call(this::raise);
        } catch (RuntimeException e) {
            LOG.debugf("what waits does not grow more urgent now: %s", e.getMessage());
        }
    }

    private int raise() throws SQLException {
        long step = config.work().ageing().toMillis();
        try (Connection connection = dataSource.getConnection()) {
            Sql sql = new Sql(connection);
            boolean locked = sql.first(LOCK, row -> row.getBoolean(1)).orElseThrow();
            return locked ? sql.update(AGE, step, step) : 0;
        }
    }
}
