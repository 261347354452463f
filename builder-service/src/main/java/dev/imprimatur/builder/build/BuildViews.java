package dev.imprimatur.builder.build;

import dev.imprimatur.places.Places;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads builds to show them, by their columns: the events that asked for them may be large. */
@ApplicationScoped
class BuildViews {
    private static final String COLUMNS = """
            select id, rebuild_id, image, staged, failure, received_at, completed_at, waiting_for,
                   (select kept_at from log_record r where r.log_id = build.id order by seq desc limit 1) as last_line_at,
                   coalesce(build_identity, cast(event as json) -> 'candidate' ->> 'buildId') as identity
            from build where (cast(:rebuild as text) is null or rebuild_id = :rebuild)
              and (not :running or completed_at is null
                   and exists (select 1 from build_attempt a where a.build_id = build.id and a.ended_at is null))
            order by received_at desc, image limit :size offset :first""";

    @Inject
    EntityManager database;

    @Inject
    Places places;

    /**
     * One page, the newest first.
     *
     * @param rebuild of this rebuild alone, or null
     * @param running whether only what is being done
     */
    @Transactional
    List<BuildView> page(String rebuild, boolean running, int page, int size) {
        String sick = places.waitedFor(null);
        List<Tuple> rows = rows(rebuild, running, page, size);
        Map<String, List<BuildAttempt>> attempts =
                attempts(rows.stream().map(row -> row.get("id", String.class)).toList());
        return rows.stream()
                .map(row -> BuildView.of(row, attempts.getOrDefault(row.get("id", String.class), List.of()), sick))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private List<Tuple> rows(String rebuild, boolean running, int page, int size) {
        return database.createNativeQuery(COLUMNS, Tuple.class)
                .setParameter("rebuild", rebuild)
                .setParameter("running", running)
                .setParameter("size", size)
                .setParameter("first", (long) page * size)
                .getResultList();
    }

    private Map<String, List<BuildAttempt>> attempts(List<String> builds) {
        Map<String, List<BuildAttempt>> found = new HashMap<>();
        database.createQuery(
                        "select a.build.id, a from BuildAttempt a where a.build.id in ?1 order by a.number",
                        Object[].class)
                .setParameter(1, builds)
                .getResultStream()
                .forEach(row -> found.computeIfAbsent((String) row[0], id -> new ArrayList<>())
                        .add((BuildAttempt) row[1]));
        return found;
    }
}
