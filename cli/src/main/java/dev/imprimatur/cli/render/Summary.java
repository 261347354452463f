package dev.imprimatur.cli.render;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.Notice;
import dev.imprimatur.planner.plan.Plan;
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
                        plan.images().stream()
                                .map(image -> of(
                                        plan,
                                        image.image(),
                                        false,
                                        image.origin() == null
                                                ? null
                                                : image.origin().source(),
                                        texts(image.bases().values()),
                                        image.pinned(),
                                        image.aliases(),
                                        image.context().size(),
                                        image.tests())),
                        plan.frozen().stream()
                                .map(image -> of(
                                        plan,
                                        image.image(),
                                        true,
                                        null,
                                        List.of(),
                                        image.pinned(),
                                        image.aliases(),
                                        0,
                                        List.of())))
                .toList();
    }

    private static Summary of(
            Plan plan,
            ImageKey image,
            boolean frozen,
            String source,
            List<String> bases,
            List<Tag> pinned,
            List<Tag> aliases,
            long contextBytes,
            List<ImageTest> tests) {
        return new Summary(
                image.toString(),
                frozen,
                source,
                bases,
                texts(pinned),
                texts(aliases),
                contextBytes,
                tests.stream().map(ImageTest::name).toList(),
                plan.notices().stream()
                        .filter(notice -> notice.concerns(image))
                        .map(Notice::toString)
                        .toList());
    }

    private static List<String> texts(Collection<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
