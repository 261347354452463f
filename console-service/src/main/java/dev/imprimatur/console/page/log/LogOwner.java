package dev.imprimatur.console.page.log;

import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.events.Stage;

/**
 * Whose log it is, as far as an event has named it: none has while the stage goes on.
 *
 * @param image the image
 * @param rebuild the rebuild
 * @param stage the word of the stage that wrote it
 * @param attempts how often it was tried
 * @param failure why it failed, or null
 */
public record LogOwner(String image, String rebuild, String stage, int attempts, String failure) {

    /** Whose this log is; null if no event has named it yet. */
    static LogOwner of(String id) {
        ImageRun run = ImageRun.<ImageRun>find("buildLog = ?1 or testLog = ?1 or publishLog = ?1", id)
                .firstResult();
        if (run == null) {
            return null;
        }
        if (id.equals(run.buildLog)) {
            return of(run, Stage.BUILD, run.buildAttempts);
        }
        return id.equals(run.testLog) ? of(run, Stage.TEST, run.testAttempts) : of(run, Stage.PUBLISH, 1);
    }

    private static LogOwner of(ImageRun run, Stage stage, Integer attempts) {
        boolean failed = run.failedIn(stage) && run.failure != null;
        return new LogOwner(
                run.image,
                run.rebuildId,
                stage.word(),
                attempts == null ? 1 : attempts,
                failed ? run.failure.message() : null);
    }
}
