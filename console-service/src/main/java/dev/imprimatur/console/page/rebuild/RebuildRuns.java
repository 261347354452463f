package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.page.fleet.Cause;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what became of the images of rebuilds, only what a page shows. */
@ApplicationScoped
class RebuildRuns {
    private static final String COUNTS = """
            select rebuild_id,
                   count(*) filter (where stage = 'PUBLISHED'),
                   count(*) filter (where stage = 'UNCHANGED'),
                   count(*) filter (where stage = 'FAILED' and failed_stage <> 'base'),
                   count(*) filter (where stage = 'FAILED' and failed_stage = 'base'),
                   count(*) filter (where stage = 'RENDERED'),
                   count(*) filter (where stage = 'BUILT'),
                   count(*) filter (where stage = 'TESTED'),
                   count(*) filter (where stage = 'CANCELLED'),
                   count(*) filter (where stage = 'SUPERSEDED')
            from image_run where rebuild_id in (:ids) group by rebuild_id""";

    private static final String URGENT_FIRST = "case when stage = FAILED and failedStage <> 'base' then 0"
            + " when stage = FAILED then 1 when stage = BUILT or stage = TESTED then 2 when stage = RENDERED then 3 else 4 end,"
            + " image";

    private static final String HELD = """
            select root, count(*), string_agg(image, ' ' order by image) filter (where place <= 6)
            from (select substring(failure from 'its base ([^ ]+) failed at (?!base:)') as root, image,
                         row_number() over (partition by substring(failure from 'its base ([^ ]+) failed at (?!base:)')
                                            order by image) as place
                  from image_run where rebuild_id = :id and stage = 'FAILED' and failed_stage = 'base') as held
            where root is not null
            group by root""";

    /**
     * The kind is what a failure begins with, and read as text: as JSON, the database refuses what a command may print.
     */
    private static final String ROOTS = """
            select kind, count, id from (
              select kind, id, failed_at, image, count(*) over (partition by kind) as count,
                     row_number() over (partition by kind order by failed_at, image) as place
              from (select id, failed_at, image,
                           coalesce(substring(left(failure, 200) from '"kind" *: *"([^"]+)"'), 'unknown') as kind
                    from image_run where rebuild_id = :id and stage = 'FAILED' and failed_stage <> 'base') as failed) as kinds
            where place <= :most
            order by count desc, kind, place""";

    @Inject
    EntityManager entities;

    @SuppressWarnings("unchecked")
    Map<String, Progress> progress(List<Rebuild> rebuilds) {
        Map<String, Progress> progress = new HashMap<>();
        if (!rebuilds.isEmpty()) {
            List<Object[]> rows = entities.createNativeQuery(COUNTS)
                    .setParameter(
                            "ids", rebuilds.stream().map(rebuild -> rebuild.id).toList())
                    .getResultList();
            rows.forEach(row -> progress.put((String) row[0], progress(row)));
        }
        rebuilds.stream()
                .filter(rebuild -> rebuild.planned != null && rebuild.finishedAt == null)
                .forEach(rebuild -> progress.computeIfPresent(rebuild.id, (id, known) -> known.of(rebuild.planned)));
        rebuilds.stream()
                .filter(rebuild -> rebuild.counts != null)
                .forEach(rebuild -> progress.put(rebuild.id, Progress.told(rebuild.counts)));
        return progress;
    }

    private static Progress progress(Object[] row) {
        long[] numbers = new long[row.length];
        for (int i = 1; i < row.length; i++) {
            numbers[i] = ((Number) row[i]).longValue();
        }
        return ProgressBuilder.builder()
                .published(numbers[1])
                .unchanged(numbers[2])
                .failed(numbers[3])
                .held(numbers[4])
                .building(numbers[5])
                .testing(numbers[6])
                .publishing(numbers[7])
                .cancelled(numbers[8])
                .superseded(numbers[9])
                .build();
    }

    /** Those that failed themselves, the most frequent kind of failure first; of each the first few. */
    @SuppressWarnings("unchecked")
    List<FailureKind> kinds(String rebuild, int most, Map<String, Cause.Held> held) {
        List<Object[]> rows = entities.createNativeQuery(ROOTS)
                .setParameter("id", rebuild)
                .setParameter("most", most)
                .getResultList();
        Map<Long, ImageRun> known =
                known(rows.stream().map(row -> (Long) row[2]).toList());
        Map<String, List<Object[]>> kinds = rows.stream()
                .collect(Collectors.groupingBy(row -> (String) row[0], LinkedHashMap::new, Collectors.toList()));
        return kinds.entrySet().stream()
                .map(kind -> new FailureKind(
                        kind.getKey(),
                        (Long) kind.getValue().getFirst()[1],
                        kind.getValue().stream()
                                .map(row -> known.get((Long) row[2]))
                                .map(run -> RootFailure.of(run, held.getOrDefault(run.image, Cause.Held.NOTHING)))
                                .toList()))
                .toList();
    }

    private static Map<Long, ImageRun> known(List<Long> ids) {
        return ids.isEmpty()
                ? Map.of()
                : ImageRun.<ImageRun>list("id in ?1", ids).stream()
                        .collect(Collectors.toMap(run -> run.id, Function.identity()));
    }

    /** What failed images hold back. */
    @SuppressWarnings("unchecked")
    Map<String, Cause.Held> held(String rebuild) {
        Map<String, Cause.Held> held = new HashMap<>();
        List<Object[]> rows =
                entities.createNativeQuery(HELD).setParameter("id", rebuild).getResultList();
        rows.forEach(row -> held.put(
                (String) row[0], new Cause.Held(List.of(((String) row[2]).split(" ")), ((Number) row[1]).longValue())));
        return held;
    }

    /** Those in this stage that have been there for longest. */
    List<ImageRun> in(String rebuild, RunState stage, int most) {
        return ImageRun.<ImageRun>find(
                        "rebuildId = ?1 and stage = ?2 order by coalesce(testedAt, builtAt, renderedAt), image",
                        rebuild,
                        stage)
                .page(0, most)
                .list();
    }

    /** A page of all of them, failures first. */
    List<ImageRun> page(String rebuild, int page, int size) {
        return ImageRun.<ImageRun>find("rebuildId = ?1 order by " + URGENT_FIRST, rebuild)
                .page(page - 1, size)
                .list();
    }
}
