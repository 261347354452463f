package dev.imprimatur.messaging.work;

import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.event.Priority;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Lets nothing starve: work that is due and waits grows more urgent with time, up to the most urgent, where what came
 * first goes first. The new priority follows from the waiting time, so any number of instances may do this at once.
 */
@ApplicationScoped
class WorkAgeing {
    private static final Logger LOG = Logger.getLogger(WorkAgeing.class);
    private static final String AGE = """
            with waiting as (
                select task_name, task_instance,
                       coalesce(first_priority, priority) as came_with,
                       least(?, coalesce(first_priority, priority)
                                + floor(extract(epoch from now() - execution_time) * 1000 / ?)) as grown
                  from scheduled_tasks
                 where not picked and priority < ? and execution_time < now()
                   for update skip locked)
            update scheduled_tasks as task
               set first_priority = waiting.came_with, priority = waiting.grown
              from waiting
             where task.task_name = waiting.task_name and task.task_instance = waiting.task_instance
               and waiting.grown > task.priority""";

    @Inject
    DataSource dataSource;

    @Inject
    MessagingConfig config;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("work-ageing").daemon().factory());

    void start(@Observes @jakarta.annotation.Priority(210) StartupEvent event) {
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
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(AGE)) {
            statement.setInt(1, Priority.SECURITY.rank());
            statement.setLong(2, config.work().ageing().toMillis());
            statement.setInt(3, Priority.SECURITY.rank());
            return statement.executeUpdate();
        }
    }
}
