package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Checker.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each fault that was once reproduced on a running stack is found in its history, and in none that went well. What
 * events say is said by events in their own form.
 */
class CheckerTest {
    private final Story story = new Story();

    @TempDir
    private Path keys;

    @Test
    @DisplayName("publisher 1: an older rebuild whose test ends later takes the tags, told as succeeded")
    void anOlderRebuildTakesTheTags() {
        story.rebuilt("r2", 2, "d2").judged("r1", 1, "d1").put("d1").published("r1", "d1");

        assertFound(Invariant.ORDER_OF_TRUTH, "app:1.0.0 was announced as d2 by place 2; d1 has place 1");
    }

    @Test
    @DisplayName("publisher 3a: the restore of a first rollback goes to what a second one blocked")
    void aRollbackRepeatedEndsOnTheBlockedDigest() {
        story.rebuilt("r1", 1, "d1")
                .rebuilt("r2", 2, "d2")
                .ordered("b3", 3)
                .put("d1", "app:1.0.0", "app:1")
                .ordered("b4", 4)
                .put("d1")
                .rolledBack("b4", "d1", "d2")
                .rollbackFailed("b3", "registry-error")
                .put("d2");

        assertFound(Invariant.BLOCKED, "app:1.0.0 is d2, which rollback b4 blocked");
        assertFound(Invariant.ORDER_OF_TRUTH, "app:1.0.0 was announced as d1 by place 4; d2 has place 2");
    }

    @Test
    @DisplayName("publisher 4: a rollback that waited undoes what another image took meanwhile")
    void aRetriedRollbackUndoesAPublication() {
        story.rebuilt("r1", 1, "d1")
                .rebuilt("r2", 2, "d2")
                .ordered("b3", 3)
                .rebuilt("r4", 4, "d4")
                .put("d1", "app:1");

        assertFound(Invariant.ORDER_OF_TRUTH, "app:1 was announced as d4 by place 4; d1 has place 3");
    }

    @Test
    @DisplayName("a rollback that is asked for again is no leave to go back again")
    void aRollbackThatIsDoneAgain() {
        story.rebuilt("r1", 1, "d1")
                .rebuilt("r2", 2, "d2")
                .ordered("b3", 3)
                .put("d1")
                .rolledBack("b3", "d1", "d2")
                .rebuilt("r4", 4, "d4")
                .ordered("b3", 5)
                .put("d1", "app:1");

        assertFound(Invariant.ORDER_OF_TRUTH, "app:1 was announced as d4 by place 4; d1 has place 3");
    }

    @Test
    @DisplayName("publisher 2: a digest that was rejected, or judged without a signature")
    void anUnapprovedDigestUnderATag() {
        story.judged("r1", 1, "d1", false, true)
                .judged("r2", 2, "d1", true, false)
                .put("d1", "app:1");

        assertFound(Invariant.APPROVED, "app:1 is d1, which no verdict approves");
    }

    @Test
    void anUnapprovedDigestThatIsSeenUnderATag() {
        story.rebuilt("r1", 1, "d1").observed("app:1", "d9");

        assertFound(Invariant.APPROVED, "app:1 is d9, which no verdict approves");
    }

    @Test
    void aPublicationOfTwoDigests() {
        story.rebuilt("r1", 1, "d1")
                .judged("r2", 2, "d2")
                .put("d2", "app:1.0.0", "app:1")
                .published("r2", "d2");

        assertFound(Invariant.ONE_DIGEST, "app:latest is announced as d2, and is d1");
    }

    @Test
    @DisplayName("publisher 18: told as published, and a tag was never set")
    void aTagThatWasNeverSet() {
        story.judged("r1", 1, "d1").put("d1", "app:1.0.0", "app:1").published("r1", "d1");

        assertFound(Invariant.ONE_DIGEST, "app:latest is announced as d1, and was never set");
    }

    @Test
    void aTagThatIsLeftBetweenTwoPublications() {
        story.rebuilt("r1", 1, "d1")
                .judged("r2", 2, "d2")
                .put("d2", "app:1")
                .published("r2", "r2/failed", "d2", "registry-error")
                .ended();

        assertFound(Invariant.SETTLED, "app:1 is d2, and was announced as d1");
    }

    @Test
    @DisplayName("publisher 12a: a tag that is set past the log of writes")
    void aTagThatTheRegistryShowsOtherwise() {
        story.rebuilt("r1", 1, "d1")
                .rebuilt("r2", 2, "d2")
                .observed("app:1", "d1")
                .ended();

        assertFound(Invariant.SETTLED, "app:1 is not what was written");
    }

    @Test
    @DisplayName("pipeline C2, publisher 10a: a request that nothing comes of")
    void aRequestWithoutOutcome() {
        story.requested("r1")
                .judged("r1", 1, "d1")
                .put("d1")
                .published("r1", "d1")
                .ended();

        assertFound(Invariant.ONE_OUTCOME, "r1 has none");
    }

    @Test
    void aRequestWithTwoOutcomes() {
        story.rebuilt("r1", 1, "d1").completed("r1", "failed", Map.of(), Map.of("failed", List.of(Story.IMAGE)));

        assertFound(Invariant.ONE_OUTCOME, "r1 has two");
    }

    @Test
    @DisplayName("publisher 18: a failure and a success of one image in one rebuild")
    void anImageWithTwoOutcomes() {
        story.judged("r1", 1, "d1")
                .published("r1", "r1/refused", "d1", "verdict-not-signed")
                .put("d1")
                .published("r1", "d1");

        assertFound(Invariant.ONE_OUTCOME, "r1 " + Story.IMAGE + " has two");
    }

    @Test
    void anImageInTwoLists() {
        story.judged("r1", 1, "d1")
                .put("d1")
                .published("r1", "d1")
                .completed("r1", "failed", Map.of(Story.IMAGE, "d1"), Map.of("failed", List.of(Story.IMAGE)));

        assertFound(Invariant.ONE_OUTCOME, "r1 lists " + Story.IMAGE + " more than once");
    }

    @Test
    void anImageThatOnlyTheRebuildsEndCallsPublished() {
        story.completed("r1", "succeeded", Map.of(Story.IMAGE, "d1"), Map.of());

        assertFound(
                Invariant.ONE_OUTCOME,
                "r1 is said to have published " + Story.IMAGE + "@d1, and no publication was announced");
    }

    @Test
    @DisplayName("publisher 10c: one id, two contents")
    void anEventWithTwoContents() {
        story.sent("publish-completed", "e1", "one").sent("publish-completed", "e1", "another");

        assertFound(Invariant.ONE_CONTENT, "e1 of publish-completed has two");
    }

    @Test
    void aDeadLetter() {
        story.sent("test-completed.dlq", "e1", "one");

        assertFound(Invariant.NO_DEAD_LETTER, "a record lies on test-completed.dlq");
    }

    @Test
    void aDeadLetterBesideAForgedOne() {
        story.forged("test-completed", "forged")
                .sent("test-completed.dlq", "e1", "forged")
                .sent("test-completed.dlq", "e2", "genuine");

        assertFound(Invariant.NO_DEAD_LETTER, "a record lies on test-completed.dlq");
    }

    @Test
    void aRevisionThatBecomesAnotherDigest() {
        story.judged("r1", 1, "d1")
                .judged("r2", 2, "d2")
                .put("d1", "app:1.0.0-r1")
                .put("d2", "app:1.0.0-r1");

        assertFound(Invariant.REVISION, "app:1.0.0-r1 was d1");
    }

    @Test
    void aTagThatVanishesWithItsManifest() {
        story.rebuilt("r1", 1, "d1").deleted("app@d1");

        assertFound(Invariant.NO_TAG_VANISHES, "app:1 was removed");
    }

    @Test
    void aTagThatIsGone() {
        story.rebuilt("r1", 1, "d1").observed("app:1", null);

        assertFound(Invariant.NO_TAG_VANISHES, "app:1 is not in the registry");
    }

    @Test
    void workThatIsLeft() {
        story.level("work", 0).level("work", 3).ended();

        assertFound(Invariant.BASE_LINE, "3 work");
    }

    /** The last entry of the schedule is what shows it: without that, all is well. */
    private void assertFound(Invariant invariant, String message) {
        Finding finding = Checker.check(played()).orElseThrow();

        assertThat(finding.violations()).anySatisfy(violation -> {
            assertThat(violation.invariant()).isEqualTo(invariant);
            assertThat(violation.message()).isEqualTo(message);
        });
        List<Entry> schedule = finding.schedule();
        assertThat(Checker.check(schedule)).isPresent();
        assertThat(Checker.check(schedule.subList(0, schedule.size() - 1))).isEmpty();
    }

    private List<Entry> played() {
        try {
            return new Wire(keys).played(story.entries());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
