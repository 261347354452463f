package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be: the checker finds nothing in histories that went well, however roundabout. */
class CleanHistoryTest {
    private final Story story = new Story();

    @TempDir
    private Path keys;

    @Test
    void rebuildsOneAfterTheOther() {
        assertClean(story.rebuilt("r1", 1, "d1").rebuilt("r2", 2, "d2").ended());
    }

    @Test
    void anOlderRebuildThatEndsLaterAndLeavesTheTags() {
        assertClean(story.requested("r1")
                .rebuilt("r2", 2, "d2")
                .judged("r1", 1, "d1")
                .published("r1", "r1/late", "d1", "superseded")
                .completed("r1", "superseded", Map.of(), Map.of("superseded", List.of(Story.IMAGE)))
                .ended());
    }

    @Test
    void aRollbackAndARebuildAfterIt() {
        assertClean(story.rebuilt("r1", 1, "d1")
                .rebuilt("r2", 2, "d2")
                .requested("b3")
                .ordered("b3", 3)
                .put("d1")
                .rolledBack("b3", "d1", "d2")
                .rebuilt("r4", 4, "d4")
                .ended());
    }

    @Test
    void aPublicationThatIsGivenUpAndGivesItsTagsBack() {
        assertClean(story.rebuilt("r1", 1, "d1")
                .requested("r2")
                .judged("r2", 2, "d2")
                .put("d2", "app:1.0.0", "app:1")
                .put("d1", "app:1.0.0", "app:1")
                .published("r2", "r2/failed", "d2", "registry-error")
                .completed("r2", "failed", Map.of(), Map.of("failed", List.of(Story.IMAGE)))
                .ended());
    }

    @Test
    void aRollbackThatIsGivenUpAndGivesItsTagsBack() {
        assertClean(story.rebuilt("r1", 1, "d1")
                .rebuilt("r2", 2, "d2")
                .requested("b3")
                .ordered("b3", 3)
                .put("d1", "app:1")
                .put("d2", "app:1")
                .rollbackFailed("b3", "registry-error")
                .ended());
    }

    @Test
    void aPublicationThatIsAnnouncedLate() {
        assertClean(story.judged("r1", 1, "d1")
                .put("d1")
                .rebuilt("r2", 2, "d2")
                .published("r1", "d1")
                .ended());
    }

    @Test
    void anEventThatIsSentAgain() {
        assertClean(story.rebuilt("r1", 1, "d1")
                .sent("publish-completed", "e1", "c")
                .sent("publish-completed", "e1", "c")
                .sent("test-completed", "e1", "other")
                .published("r1", "d1")
                .completed("r1", "succeeded", Map.of(Story.IMAGE, "d1"), Map.of())
                .ended());
    }

    @Test
    void aForgedEventThatIsADeadLetterAndTakesTheIdentityOfAnother() {
        assertClean(story.rebuilt("r1", 1, "d1")
                .sent("test-completed", "e1", "genuine")
                .forged("test-completed", "forged")
                .sent("test-completed", "e1", "forged")
                .sent("test-completed.dlq", "e1", "forged")
                .ended());
    }

    @Test
    void aForgedVerdictWithAMadeUpPlaceSaysNothingOfItsRebuild() {
        assertClean(story.judged("r1", 1, "d1")
                .judged("r1", 1_000_000, "d1", true, false)
                .put("d1")
                .published("r1", "d1")
                .rebuilt("r2", 2, "d2")
                .ended());
    }

    @Test
    void aRollbackThatIsAskedForAgainLongAfterwards() {
        assertClean(story.rebuilt("r1", 1, "d1")
                .rebuilt("r2", 2, "d2")
                .ordered("b3", 3)
                .put("d1")
                .rolledBack("b3", "d1", "d2")
                .rebuilt("r4", 4, "d4")
                .ordered("b3", 5)
                .rolledBack("b3", "d1", "d2")
                .ended());
    }

    @Test
    void evidenceBesideAnImage() {
        assertClean(story.put("e1", "app:sha256-" + "a".repeat(64)).ended());
    }

    @Test
    void queuesThatAreEmptyAgain() {
        assertClean(story.level("work", 2).level("work", 90).level("work", 1).ended());
    }

    private void assertClean(Story told) {
        try {
            assertThat(Checker.check(new Wire(keys).played(told.entries()))).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
