package dev.imprimatur.tester.run;

import dev.imprimatur.places.AttemptsPage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;

/** Reads test runs to show them. */
@ApplicationScoped
class TestRunViews extends AttemptsPage<TestAttempt, TestRunView> {
    private static final String COLUMNS = """
            select id, rebuild_id, image, verdict, results, failure, received_at, completed_at, waiting_for,
                   coalesce(staged, cast(event as json) ->> 'staged') as staged
            from test_run where cast(:rebuild as text) is null or rebuild_id = :rebuild
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
