package dev.imprimatur.console.run;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Verdict;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * One image's way through one rebuild, as REST shows it; what is not known is left out.
 *
 * @param image family/version/variant
 * @param rebuildId the rebuild
 * @param stage how far it is
 * @param failedStage where it failed: render, build, test, publish or base
 * @param failure why it failed
 * @param reason why it is rebuilt
 * @param digest the manifest's digest
 * @param imageId the engine's id
 * @param staged where it lies in staging, by digest
 * @param verdict the tester's
 * @param tags the full references that were set
 * @param plannedTags the tags that it is to get
 * @param buildAttempts how often its build was tried
 * @param testAttempts how often its tests were tried
 * @param buildLog the id of the build's log
 * @param testLog the id of the tests' log
 * @param publishLog the id of the publication's log
 * @param renderedAt when it was rendered
 * @param builtAt when the builder was done
 * @param testedAt when the tester was done
 * @param publishedAt when it was published, or found to be unchanged
 * @param stays the digest that was published before and stays, where the rebuild changed nothing
 * @param restoredAt when a rollback went back to it, or a later rebuild that changed nothing gave it other tags
 * @param failedAt when it failed
 */
@RecordBuilder
public record RunView(
        String image,
        String rebuildId,
        RunState stage,
        String failedStage,
        FailureReport failure,
        String reason,
        String digest,
        String imageId,
        String staged,
        Verdict verdict,
        List<String> tags,
        List<String> plannedTags,
        Integer buildAttempts,
        Integer testAttempts,
        String buildLog,
        String testLog,
        String publishLog,
        Instant renderedAt,
        Instant builtAt,
        Instant testedAt,
        Instant publishedAt,
        String stays,
        Instant restoredAt,
        Instant failedAt) {

    /** What this row says. */
    public static RunView of(ImageRun run) {
        return RunViewBuilder.builder()
                .image(run.image)
                .rebuildId(run.rebuildId)
                .stage(run.stage)
                .failedStage(run.failedStage)
                .failure(run.failure)
                .reason(run.reason)
                .digest(run.digest)
                .imageId(run.imageId)
                .staged(run.staged)
                .verdict(run.verdict)
                .tags(List.of(run.tags))
                .plannedTags(List.of(run.plannedTags))
                .buildAttempts(run.buildAttempts)
                .testAttempts(run.testAttempts)
                .buildLog(run.buildLog)
                .testLog(run.testLog)
                .publishLog(run.publishLog)
                .renderedAt(run.renderedAt)
                .builtAt(run.builtAt)
                .testedAt(run.testedAt)
                .publishedAt(run.publishedAt)
                .stays(run.stays)
                .restoredAt(run.restoredAt)
                .failedAt(run.failedAt)
                .build();
    }
}
