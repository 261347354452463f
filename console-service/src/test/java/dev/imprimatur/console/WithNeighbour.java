package dev.imprimatur.console;

import dev.imprimatur.console.page.source.Publisher;
import dev.imprimatur.console.page.source.RunningTries;
import dev.imprimatur.console.page.source.StaleImages;
import dev.imprimatur.console.page.source.WaitReasons;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Puts a test class's neighbour where the console asks, and takes it away with the class. Before that the console
 * forgets what earlier classes left: what it read, what other services answered, dead letters and webhooks.
 */
class WithNeighbour implements BeforeAllCallback, AfterAllCallback {
    private static final List<Class<?>> ANSWERS =
            List.of(Publisher.class, RunningTries.class, StaleImages.class, WaitReasons.class);

    private static final String EMPTY =
            "truncate rebuild, image_run, attempt, step_failure, rollback, event, fleet_image,"
                    + " webhook, dead_letter cascade";

    @Override
    public void beforeAll(ExtensionContext context) throws ReflectiveOperationException, SQLException {
        Neighbours.are(context.getRequiredTestClass()
                .getAnnotation(Asks.class)
                .value()
                .getDeclaredConstructor()
                .newInstance());
        ANSWERS.forEach(WithNeighbour::forget);
        try (Connection connection =
                        Arc.container().instance(DataSource.class).get().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(EMPTY);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Neighbours.leave();
    }

    /** The next who asks gets one that knows nothing. */
    private static void forget(Class<?> bean) {
        InjectableContext all = Arc.container().getActiveContext(ApplicationScoped.class);
        all.destroy(Arc.container().instance(bean).getBean());
    }
}
