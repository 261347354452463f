package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.system.soak.Checker.Finding;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a mirror may have, and what not. */
class MirrorRuleTest {
    private static final String[] TAGS = Story.TAGS.toArray(new String[0]);

    private final Story story = new Story();

    @Test
    void whatWasNeverApproved() {
        assertFound(
                story.mirrored("d1", "app:1"),
                Invariant.APPROVED,
                "app:1 is d1 in the mirror, which no verdict approves");
    }

    @Test
    void aCopyThatComesTooLate() {
        assertFound(
                story.rebuilt("r1", 1, "d1")
                        .rebuilt("r2", 2, "d2")
                        .mirrored("d2", "app:1")
                        .mirrored("d1", "app:1"),
                Invariant.ORDER_OF_TRUTH,
                "app:1 was d2 in the mirror by place 2, and is d1 of place 1");
    }

    @Test
    void aRevisionThatBecomesSomethingElse() {
        assertFound(
                story.rebuilt("r1", 1, "d1")
                        .rebuilt("r2", 2, "d2")
                        .mirrored("d1", "app:1.0.0-r1")
                        .mirrored("d2", "app:1.0.0-r1"),
                Invariant.ORDER_OF_TRUTH,
                "app:1.0.0-r1 was d1 in the mirror by place 1, and is d2 of place 2");
    }

    @Test
    void aTagThatItLacksInTheEnd() {
        assertFound(
                story.rebuilt("r1", 1, "d1")
                        .inMirror("d1", "app:1", "app:1.0.0")
                        .ended(),
                Invariant.SETTLED,
                "app:latest is d1, and in the mirror nothing");
    }

    @Test
    void aTagThatIsSomethingElseInTheEnd() {
        assertFound(
                story.rebuilt("r1", 1, "d1")
                        .rebuilt("r2", 2, "d2")
                        .inMirror("d2", "app:1", "app:1.0.0")
                        .inMirror("d1", "app:latest")
                        .ended(),
                Invariant.SETTLED,
                "app:latest is d2, and in the mirror d1");
    }

    @Test
    void rebuildsARollbackAndCopiesThatAreRepeatedAreAllWell() {
        story.rebuilt("r1", 1, "d1")
                .mirrored("d1", TAGS)
                .rebuilt("r2", 2, "d2")
                .mirrored("d2", TAGS)
                .mirrored("d2", TAGS)
                .requested("b3")
                .ordered("b3", 3)
                .put("d1")
                .rolledBack("b3", "d1", "d2")
                .mirrored("d1", TAGS)
                .inMirror("d1", TAGS)
                .ended();

        assertThat(Checker.check(story.entries())).isEmpty();
    }

    private static void assertFound(Story story, Invariant invariant, String message) {
        Optional<Finding> finding = Checker.check(story.entries());

        assertThat(finding).isPresent();
        assertThat(finding.get().violations()).anySatisfy(violation -> {
            assertThat(violation.invariant()).isEqualTo(invariant);
            assertThat(violation.message()).isEqualTo(message);
        });
    }
}
