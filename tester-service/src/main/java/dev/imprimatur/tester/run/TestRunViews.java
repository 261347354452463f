package dev.imprimatur.tester.run;

import dev.imprimatur.attempts.view.AttemptsPage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;

/** Reads test runs to show them. */
@ApplicationScoped
class TestRunViews extends AttemptsPage<TestAttempt, TestRunView> {
    private static final String COLUMNS = """
            select id, rebuild_id, image, verdict, results, failure, received_at, completed_at, waiting_for,
                   (select kept_at from log_record r where r.log_id = test_run.id order by seq desc limit 1) as last_line_at,
                   coalesce(staged, cast(event as json) ->> 'staged') as staged
            from test_run where (cast(:rebuild as text) is null or rebuild_id = :rebuild)
              and (not :running or completed_at is null
                   and exists (select 1 from test_attempt a where a.run_id = test_run.id and a.ended_at is null))
            order by received_at desc, image limit :size offset :first""";

    @Override
    protected String columns() {
        return COLUMNS;
    }

    @Override
    protected String attempts() {
        return "select a.run.id, a from TestAttempt a where a.run.id in ?1 order by a.number";
    }

    @Override
    protected TestRunView view(Tuple row, List<TestAttempt> attempts, String sick) {
        return TestRunView.of(row, attempts, sick);
    }
}
