package dev.imprimatur.renderer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.diff.TagDiff;
import dev.imprimatur.planner.plan.FrozenImage;
import dev.imprimatur.planner.plan.Plan;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebuildPlanTest {
    private static final FrozenImage FROZEN =
            new FrozenImage(ImageKey.parse("app/1.0.9/bookworm"), LocalDate.EPOCH, List.of(), List.of());
    private static final ImageKey RETIRED = ImageKey.parse("app/0.9.0/bookworm");

    /** A selection that picks such an image is no typing error. */
    @Test
    void itIsSaidThatAnImageIsNotBuiltSinceItsLineHasEnded() {
        String ended = "images whose line has ended are frozen and not built";

        assertThat(of("app/1.*/*").nothingSelected())
                .startsWith("no image of the catalogue matches 'app/1.*/*'; patterns are over family/version/variant")
                .endsWith(ended);
        assertThat(of("app/0.*/*").nothingSelected()).endsWith(ended);
        assertThat(of("ap").nothingSelected()).endsWith("imprimatur rebuild --all --dry-run lists its images");
        assertThat(of(null).nothingSelected()).isEqualTo("the catalogue has no image to build; " + ended);
    }

    private static RebuildPlan of(String select) {
        Plan plan = new Plan(List.of(), List.of(FROZEN), Set.of(RETIRED), List.of(), List.of());
        return new RebuildPlan(new RebuildScope(select, false), "r", plan, Map.of(), new TagDiff(List.of()), Map.of());
    }
}
