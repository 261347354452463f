package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.view.AttemptsPage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;

/** Reads builds to show them. */
@ApplicationScoped
class BuildViews extends AttemptsPage<BuildAttempt, BuildView> {
    private static final String COLUMNS = """
            select id, rebuild_id, image, staged, failure, received_at, completed_at, waiting_for,
                   (select kept_at from log_record r where r.log_id = build.id order by seq desc limit 1) as last_line_at,
                   coalesce(build_identity, cast(event as json) -> 'candidate' ->> 'buildId') as identity
            from build where (cast(:rebuild as text) is null or rebuild_id = :rebuild)
              and (not :running or completed_at is null
                   and exists (select 1 from build_attempt a where a.build_id = build.id and a.ended_at is null))
            order by received_at desc, image limit :size offset :first""";

    @Override
    protected String columns() {
        return COLUMNS;
    }

    @Override
    protected String attempts() {
        return "select a.build.id, a from BuildAttempt a where a.build.id in ?1 order by a.number";
    }

    @Override
    protected BuildView view(Tuple row, List<BuildAttempt> attempts, String sick) {
        return BuildView.of(row, attempts, sick);
    }
}
