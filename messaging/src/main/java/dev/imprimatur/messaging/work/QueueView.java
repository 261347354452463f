package dev.imprimatur.messaging.work;

import dev.imprimatur.events.Priority;
import dev.imprimatur.messaging.sql.Sql;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What waits in the queue, in the order in which it is taken: what is due by its urgency, then the rest by its time.
 */
@ApplicationScoped
public class QueueView {
    private static final String PAGE = """
            select task_instance, coalesce(first_priority, priority) as priority, execution_time,
                   execution_time > now() as delayed
            from scheduled_tasks where task_name = ? and not picked
            order by execution_time > now(), case when execution_time > now() then execution_time end,
                     priority desc, execution_time, task_instance
            limit ? offset ?""";
    private static final String COUNTS = """
            select count(*) filter (where not picked), count(*) filter (where picked), count(distinct picked_by)
            from scheduled_tasks where task_name = ?""";

    @Inject
    DataSource dataSource;

    @Inject
    @All
    List<QueueDetails> details;

    /**
     * A part of what waits of a kind.
     *
     * @param work what waits, in its order
     * @param waiting how many there are
     * @param running how many are in progress
     * @param workers how many instances work on some
     */
    public record Part(List<QueuedWork> work, long waiting, long running, long workers) {}

    /** A row of the queue. */
    private record Row(String id, String priority, Instant due, boolean delayed) {}

    /** The kinds of work that images wait for here. */
    public List<String> kinds() {
        return details.stream().map(QueueDetails::kind).sorted().toList();
    }

    /**
     * A part of what waits of a kind.
     *
     * @param first how many come before
     * @param most how many at most
     * @throws IllegalArgumentException if no image waits for such work here
     */
    @Transactional
    public Part of(String kind, long first, int most) {
        QueueDetails known = details.stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind: expected one of " + kinds()));
        return Sql.run(dataSource, "the queue cannot be read", sql -> {
            List<Row> rows = sql.list(PAGE, QueueView::row, kind, most, first);
            Map<String, QueueDetails.Detail> told =
                    known.of(rows.stream().map(Row::id).toList());
            List<QueuedWork> work = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                QueueDetails.Detail detail = told.get(rows.get(i).id());
                if (detail != null) {
                    work.add(work(kind, rows.get(i), detail, first + i));
                }
            }
            return sql.first(COUNTS, row -> new Part(work, row.getLong(1), row.getLong(2), row.getLong(3)), kind)
                    .orElseThrow();
        });
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("task_instance"),
                word(row.getInt("priority")),
                row.getObject("execution_time", OffsetDateTime.class).toInstant(),
                row.getBoolean("delayed"));
    }

    private static QueuedWork work(String kind, Row row, QueueDetails.Detail detail, long ahead) {
        return QueuedWorkBuilder.builder()
                .kind(kind)
                .rebuildId(detail.rebuildId())
                .image(detail.image())
                .priority(row.priority())
                .ahead(ahead)
                .due(row.due())
                .delayed(row.delayed())
                .failures(detail.failures())
                .attempts(detail.attempts())
                .waitsFor(detail.waitsFor())
                .build();
    }

    /** What had this rank when it came: ranks between the priorities are those of what has waited for a while. */
    private static String word(int rank) {
        return Arrays.stream(Priority.values())
                .filter(priority -> priority.rank() <= rank)
                .max(Comparator.comparing(Priority::rank))
                .orElse(Priority.BACKGROUND)
                .toString();
    }
}
