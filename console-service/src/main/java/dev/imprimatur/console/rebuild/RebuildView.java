package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import dev.imprimatur.console.run.RunView;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCompleted;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A rebuild, as REST shows it; what is not known is left out.
 *
 * @param id its id
 * @param state how far it is
 * @param type rebuild-all, rebuild-selected or rebuild-stale
 * @param select which images, if not all
 * @param reason why
 * @param priority how urgent
 * @param requestedBy who asked
 * @param requestedAt when
 * @param finishedAt when it ended
 * @param clearedAt when images were removed from it that no tag needs, long after its end: counts are of what is left
 * @param planned how many images it has: of a rebuild that is not planned yet, none; of one that an earlier release
 *     planned, as many as events have named so far
 * @param secondsLeft how long it will still take, going by its own pace or by earlier rebuilds; where one rebuild is
 *     asked for that goes on
 * @param published how many were published
 * @param unchanged how many the rebuild changed nothing about
 * @param failed how many failed
 * @param cancelled how many were cancelled
 * @param superseded how many were left to a newer rebuild
 * @param holes the planned tags that it did not set
 * @param failure why there was no plan at all, or why it was cancelled
 * @param cancelReason why it is to be cancelled; it has not ended yet, or could not be cancelled any more
 * @param images its images, where one rebuild is asked for; of a very large one those that events named, and
 *     {@code /api/rebuilds/<id>/images} has all of them
 */
@RecordBuilder
public record RebuildView(
        String id,
        RebuildState state,
        String type,
        String select,
        String reason,
        Priority priority,
        String requestedBy,
        Instant requestedAt,
        Instant finishedAt,
        Instant clearedAt,
        long planned,
        Long secondsLeft,
        long published,
        long unchanged,
        long failed,
        long cancelled,
        long superseded,
        List<String> holes,
        FailureReport failure,
        String cancelReason,
        List<RunView> images) {

    /** A rebuild with its images. */
    static RebuildView of(Rebuild rebuild, List<ImageRun> runs) {
        Map<RunState, Long> counts =
                runs.stream().collect(Collectors.groupingBy(run -> run.stage, Collectors.counting()));
        return of(rebuild, counts, runs.stream().map(RunView::of).toList());
    }

    /** A rebuild with how many of its images are in which stage. */
    static RebuildView of(Rebuild rebuild, Map<RunState, Long> counts) {
        return of(rebuild, counts, null);
    }

    private static RebuildView of(Rebuild rebuild, Map<RunState, Long> seen, List<RunView> images) {
        Map<RunState, Long> counts = rebuild.counts == null ? seen : told(rebuild.counts);
        return RebuildViewBuilder.builder()
                .id(rebuild.id)
                .state(rebuild.state)
                .type(rebuild.type)
                .select(rebuild.selection)
                .reason(rebuild.reason)
                .priority(rebuild.priority)
                .requestedBy(rebuild.requestedBy)
                .requestedAt(rebuild.requestedAt)
                .finishedAt(rebuild.finishedAt)
                .clearedAt(rebuild.clearedAt)
                .planned(planned(rebuild, counts))
                .published(counts.getOrDefault(RunState.PUBLISHED, 0L))
                .unchanged(counts.getOrDefault(RunState.UNCHANGED, 0L))
                .failed(counts.getOrDefault(RunState.FAILED, 0L))
                .cancelled(counts.getOrDefault(RunState.CANCELLED, 0L))
                .superseded(counts.getOrDefault(RunState.SUPERSEDED, 0L))
                .holes(rebuild.holes == null ? List.of() : List.of(rebuild.holes))
                .failure(rebuild.failure)
                .cancelReason(rebuild.cancelReason)
                .images(images)
                .build();
    }

    /** The same, which will still take so long. */
    RebuildView withTimeLeft(TimeLeft left, Rebuild rebuild) {
        long done = published + unchanged + failed + cancelled + superseded;
        return RebuildViewBuilder.builder(this)
                .secondsLeft(
                        left.of(rebuild, done, planned).map(Duration::toSeconds).orElse(null))
                .build();
    }

    /** Its end names all, of which some may be cleared later. */
    private static long planned(Rebuild rebuild, Map<RunState, Long> counts) {
        long named = counts.values().stream().mapToLong(Long::longValue).sum();
        return rebuild.finishedAt != null || rebuild.planned == null ? named : Math.max(named, rebuild.planned);
    }

    /** What the end says where it did not name every image. */
    private static Map<RunState, Long> told(RebuildCompleted.Counts counts) {
        return Map.of(
                RunState.PUBLISHED, (long) counts.published(),
                RunState.UNCHANGED, (long) counts.unchanged(),
                RunState.FAILED, (long) counts.failed(),
                RunState.CANCELLED, (long) counts.cancelled(),
                RunState.SUPERSEDED, (long) counts.superseded());
    }
}
