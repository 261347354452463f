package dev.imprimatur.messaging.metric;

import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.messaging.work.Work;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Shows what waits in the work queue and in the outbox. All replicas of a service show the same: they share both. */
@ApplicationScoped
class BacklogMetrics {
    private static final String WAITING = "waiting";
    private static final String OUTBOX = "outbox";
    private static final String COUNT = """
            select task_name,
                   case when picked then 'running' when execution_time > now() then 'delayed' else 'waiting' end,
                   count(*), extract(epoch from now() - min(execution_time))
            from scheduled_tasks group by 1, 2
            union all
            select 'outbox', 'waiting', count(*), extract(epoch from now() - min(created_at)) from outbox
            """;

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    @Inject
    @All
    List<Work> kinds;

    private final Figures<Map<Row, Size>> sizes = new Figures<>(Figures.OF_DATABASE, this::count);

    private record Row(String name, String state) {}

    private record Size(long count, double ageSeconds) {
        static final Size NONE = new Size(0, 0);
    }

    void start(@Observes StartupEvent event) {
        for (Work kind : kinds) {
            for (String state : Set.of(WAITING, "running", "delayed")) {
                Row row = new Row(kind.name(), state);
                Gauge.builder("imprimatur.work", () -> show(row, Size::count))
                        .tags("kind", kind.name(), "state", state)
                        .register(meters);
            }
            Row waiting = new Row(kind.name(), WAITING);
            Gauge.builder("imprimatur.work.wait", () -> show(waiting, Size::ageSeconds))
                    .baseUnit("seconds")
                    .tags("kind", kind.name())
                    .register(meters);
        }
        Row outbox = new Row(OUTBOX, WAITING);
        Gauge.builder("imprimatur.outbox.events", () -> show(outbox, Size::count))
                .register(meters);
        Gauge.builder("imprimatur.outbox.wait", () -> show(outbox, Size::ageSeconds))
                .baseUnit("seconds")
                .register(meters);
    }

    private double show(Row row, ToDoubleFunction<Size> number) {
        return sizes.show(counted -> number.applyAsDouble(counted.getOrDefault(row, Size.NONE)));
    }

    private Map<Row, Size> count() {
        return Sql.run(dataSource, "cannot count what waits", sql -> sql.list(COUNT, BacklogMetrics::counted)).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map.Entry<Row, Size> counted(ResultSet row) throws SQLException {
        return Map.entry(
                new Row(row.getString(1), row.getString(2)), new Size(row.getLong(3), Math.max(0, row.getDouble(4))));
    }
}
