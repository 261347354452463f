package dev.imprimatur.cli.console;

import java.time.Instant;
import java.util.List;

/**
 * One image's way through one rebuild.
 *
 * @param image family/version/variant
 * @param rebuildId the rebuild
 * @param stage how far it is
 * @param failedStage where it failed, or null
 * @param failure why it failed, or null
 * @param reason why it is rebuilt
 * @param digest its digest, or null
 * @param imageId the engine's id, or null
 * @param staged where it lies in staging, or null
 * @param verdict the tester's, or null
 * @param tags the full references that were set
 * @param plannedTags the tags that it is to get
 * @param buildAttempts how often its build was tried, or null
 * @param testAttempts how often its tests were tried, or null
 * @param buildLog the id of the build's log, or null
 * @param testLog the id of the tests' log, or null
 * @param renderedAt when it was rendered, or null
 * @param builtAt when it was built, or null
 * @param testedAt when it was tested, or null
 * @param publishedAt when it was published or found to be unchanged, or null
 * @param stays the digest that was published before and stays, where the rebuild changed nothing; else null
 * @param failedAt when it failed, or null
 */
public record ImageRun(
        String image,
        String rebuildId,
        String stage,
        String failedStage,
        Failure failure,
        String reason,
        String digest,
        String imageId,
        String staged,
        String verdict,
        List<String> tags,
        List<String> plannedTags,
        Integer buildAttempts,
        Integer testAttempts,
        String buildLog,
        String testLog,
        Instant renderedAt,
        Instant builtAt,
        Instant testedAt,
        Instant publishedAt,
        String stays,
        Instant failedAt) {

    /** What its tags name: what was built, or what stays in its place. */
    public String current() {
        return stays == null ? digest : stays;
    }

    /** Whether it failed. */
    public boolean failed() {
        return "failed".equals(stage);
    }

    /** Whether it ended without being published. */
    public boolean unpublished() {
        return failed() || "cancelled".equals(stage) || superseded();
    }

    /** Whether a newer rebuild took it over. */
    public boolean superseded() {
        return "superseded".equals(stage);
    }

    /** Where it is, in words. */
    public String standing() {
        return unpublished() ? stage + " in " + failedStage : stage;
    }

    /** When it was published or ended without, or null. */
    public Instant endedAt() {
        return unpublished() ? failedAt : publishedAt;
    }
}
