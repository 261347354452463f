package dev.imprimatur.console.page.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.page.source.LastAnswer;
import dev.imprimatur.console.page.source.Publisher;
import dev.imprimatur.console.run.ImageRun;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Finds what needs attention: causes, not symptoms. */
@ApplicationScoped
class Causes {
    private static final int MOST = 5;
    private static final String ROOTS = "from fleet_image f where f.stage = 'FAILED' and f.failed_stage <> 'base'";
    private static final String NEWEST_FIRST =
            "select f.* " + ROOTS + " order by f.failures > 1, f.failing_since desc nulls last, f.image";
    private static final String HELD = """
            select root, count(*), string_agg(image, ' ' order by image) filter (where place <= 6)
            from (select root, image, row_number() over (partition by root order by image) as place
                  from fleet_image where stage = 'FAILED' and root in (:roots)) as held
            group by root""";

    @Inject
    EntityManager entities;

    @Inject
    Publisher publisher;

    /** How many images failed themselves. */
    long count() {
        return ((Number) entities.createNativeQuery("select count(*) " + ROOTS).getSingleResult()).longValue();
    }

    @SuppressWarnings("unchecked")
    Attention attention(long count) {
        List<FleetImage> roots = entities.createNativeQuery(NEWEST_FIRST, FleetImage.class)
                .setMaxResults(MOST)
                .getResultList();
        Map<String, Cause.Held> held = held(roots);
        Map<Long, ImageRun> runs = runs(roots);
        List<Cause> causes = roots.stream()
                .map(root -> Cause.of(root, runs.get(root.runId), held.getOrDefault(root.image, Cause.Held.NOTHING)))
                .toList();
        LastAnswer drift = publisher.drift();
        return new Attention(causes, count - causes.size(), moved(drift), drift.trouble());
    }

    private static Map<Long, ImageRun> runs(List<FleetImage> roots) {
        return roots.isEmpty()
                ? Map.of()
                : ImageRun.<ImageRun>list(
                                "id in ?1",
                                roots.stream().map(root -> root.runId).toList())
                        .stream()
                        .collect(Collectors.toMap(run -> run.id, Function.identity()));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Cause.Held> held(List<FleetImage> roots) {
        Map<String, Cause.Held> held = new HashMap<>();
        if (!roots.isEmpty()) {
            List<Object[]> rows = entities.createNativeQuery(HELD)
                    .setParameter(
                            "roots", roots.stream().map(root -> root.image).toList())
                    .getResultList();
            rows.forEach(row -> held.put(
                    (String) row[0],
                    new Cause.Held(List.of(((String) row[2]).split(" ")), ((Number) row[1]).longValue())));
        }
        return held;
    }

    private static List<Attention.Moved> moved(LastAnswer drift) {
        return StreamSupport.stream(drift.answer().spliterator(), false)
                .limit(MOST)
                .map(Causes::moved)
                .toList();
    }

    private static Attention.Moved moved(JsonNode entry) {
        String seenAt = entry.path("seenAt").asText(null);
        return new Attention.Moved(
                entry.path("reference").asText(),
                entry.path("expected").asText(),
                entry.path("found").asText(null),
                seenAt == null ? null : Instant.parse(seenAt));
    }
}
