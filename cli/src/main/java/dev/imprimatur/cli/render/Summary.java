package dev.imprimatur.cli.render;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.planner.plan.FrozenImage;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image of the plan in JSON.
 *
 * @param image which
 * @param frozen whether it keeps its tags without being built
 * @param source which of its family's several sources its release comes from, or null if there is one only
 * @param bases what it is built from
 * @param pinned the tags that name its full version
 * @param aliases the moving tags that point to it
 * @param contextBytes how large the archive of its context is; 0 if it is not built
 * @param tests the names of its tests
 * @param notices remarks about it, an end of its line among others
 */
@RecordBuilder
record Summary(
        String image,
        boolean frozen,
        String source,
        List<String> bases,
        List<String> pinned,
        List<String> aliases,
        long contextBytes,
        List<String> tests,
        List<String> notices) {

    /** All images of a plan, frozen ones last. */
    static List<Summary> of(Plan plan) {
        return Stream.concat(
                        plan.images().stream().map(image -> of(plan, image)),
                        plan.frozen().stream().map(image -> of(plan, image)))
                .toList();
    }

    private static Summary of(Plan plan, PlannedImage image) {
        return SummaryBuilder.builder()
                .image(image.image().toString())
                .frozen(false)
                .source(image.origin() == null ? null : image.origin().source())
                .bases(texts(image.bases().values()))
                .pinned(texts(image.pinned()))
                .aliases(texts(image.aliases()))
                .contextBytes(image.context().size())
                .tests(image.tests().stream().map(ImageTest::name).toList())
                .notices(notices(plan, image.image()))
                .build();
    }

    private static Summary of(Plan plan, FrozenImage image) {
        return SummaryBuilder.builder()
                .image(image.image().toString())
                .frozen(true)
                .bases(List.of())
                .pinned(texts(image.pinned()))
                .aliases(texts(image.aliases()))
                .tests(List.of())
                .notices(notices(plan, image.image()))
                .build();
    }

    private static List<String> notices(Plan plan, ImageKey image) {
        return texts(
                plan.notices().stream().filter(notice -> notice.concerns(image)).toList());
    }

    private static List<String> texts(Collection<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
