package dev.imprimatur.renderer.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.plan.Base;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EstimateTest {
    private static final PlannedImage BASE = image("base/1/x", new Base("debian:x", null));
    private static final PlannedImage CHILD = image("app/1/x", new Base(null, BASE.image()));
    private static final PlannedImage OTHER = image("app/2/x", new Base(null, BASE.image()));
    private static final Plan PLAN = new Plan(List.of(BASE, CHILD, OTHER), List.of(), Set.of(), List.of(), List.of());

    @Test
    void withoutHistoryThereIsNone() {
        assertThat(Estimate.of(PLAN, Map.of(), List.of())).isEmpty();
    }

    @Test
    void busyMachinesGoAtThePaceOfTheLargestRebuild() {
        assertThat(Estimate.of(
                        PLAN,
                        Map.of(BASE.image(), seconds(1), CHILD.image(), seconds(1)),
                        List.of(new Estimate.Run(1, seconds(30)), new Estimate.Run(10, seconds(100)))))
                .contains(seconds(30));
    }

    @Test
    void aChainTakesAsLongAsItsImagesOneAfterTheOther() {
        assertThat(Estimate.of(
                        PLAN,
                        Map.of(BASE.image(), seconds(20), CHILD.image(), seconds(50)),
                        List.of(new Estimate.Run(10, seconds(10)))))
                .contains(seconds(70));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static PlannedImage image(String key, Base base) {
        return new PlannedImage(
                ImageKey.parse(key),
                "linux/amd64",
                List.of(),
                List.of(),
                Map.of("base", base),
                "FROM {base}",
                "app/Dockerfile",
                Map.of(),
                null,
                Map.of(),
                Archive.of(new byte[0]),
                List.of(),
                null);
    }
}
