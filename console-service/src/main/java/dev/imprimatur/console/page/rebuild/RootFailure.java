package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.page.fleet.Cause;
import dev.imprimatur.console.run.ImageRun;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * An image that failed itself, with what it holds back.
 *
 * @param image the image
 * @param stage where it failed
 * @param chance whether another try could succeed without a change
 * @param message what went wrong
 * @param output the last lines of what failed
 * @param log its log, or null
 * @param tags the tags that it did not get
 * @param held what it holds back; the first few
 * @param heldMore how many more
 */
@RecordBuilder
public record RootFailure(
        String image,
        String stage,
        boolean chance,
        String message,
        List<String> output,
        String log,
        List<String> tags,
        List<String> held,
        long heldMore) {

    static RootFailure of(ImageRun run, Cause.Held held) {
        boolean known = run.failure != null;
        return RootFailureBuilder.builder()
                .image(run.image)
                .stage(run.failedStage)
                .chance(known && run.failure.retryable())
                .message(known ? run.failure.message() : "")
                .output(known ? Cause.end(run.failure.output()) : List.of())
                .log(Cause.log(run))
                .tags(List.of(run.plannedTags))
                .held(held.images())
                .heldMore(held.count() - held.images().size())
                .build();
    }
}
