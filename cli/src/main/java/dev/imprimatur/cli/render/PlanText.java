package dev.imprimatur.cli.render;

import dev.imprimatur.cli.output.Table;
import dev.imprimatur.cli.output.Text;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan as people read it: a table in the order of making, frozen images behind, and a sum. */
final class PlanText {
    private PlanText() {}

    static String of(Plan plan) {
        Table<Row> table = Table.of(rows(plan))
                .column("IMAGE", Row::image)
                .column("BASES", Row::bases)
                .column("TAGS", Row::tags);
        long tags = plan.images().stream()
                        .mapToLong(
                                image -> image.pinned().size() + image.aliases().size())
                        .sum()
                + plan.frozen().stream()
                        .mapToLong(
                                image -> image.pinned().size() + image.aliases().size())
                        .sum();
        return table + "\n\n" + sources(plan) + largeArchives(plan)
                + Text.counted(plan.images().size(), "image")
                + (plan.frozen().isEmpty() ? "" : " and " + plan.frozen().size() + " frozen")
                + ", " + Text.counted(tags, "tag");
    }

    private record Row(ImageKey image, String bases, String tags) {}

    private static List<Row> rows(Plan plan) {
        return Stream.concat(
                        plan.images().stream()
                                .map(image -> new Row(
                                        image.image(),
                                        joined(image.bases().values().stream()),
                                        tags(image.pinned(), image.aliases()))),
                        plan.frozen().stream()
                                .map(image -> new Row(
                                        image.image(),
                                        "frozen since " + image.since(),
                                        tags(image.pinned(), image.aliases()))))
                .toList();
    }

    private static String sources(Plan plan) {
        return plan.images().stream()
                .filter(image -> image.origin() != null)
                .collect(Collectors.groupingBy(
                        image -> image.image().family() + ": " + image.origin().source(),
                        LinkedHashMap::new,
                        Collectors.counting()))
                .entrySet()
                .stream()
                .map(source -> source.getKey() + " (" + Text.counted(source.getValue(), "image") + ")\n")
                .collect(Collectors.joining());
    }

    /** What is too large for an event and goes to the staging registry. */
    private static String largeArchives(Plan plan) {
        return plan.images().stream()
                .flatMap(image -> Stream.concat(
                                Stream.of(new Sized(image.image().family() + ": context", image.context())),
                                image.tests().stream()
                                        .map(test -> new Sized(
                                                image.image().family() + ": test " + test.name(), test.files())))
                        .filter(sized -> sized.archive().stored() != null))
                .collect(Collectors.groupingBy(Sized::text, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(sized -> sized.getKey() + " (" + Text.counted(sized.getValue(), "image") + ")\n")
                .collect(Collectors.joining());
    }

    private record Sized(String what, Archive archive) {
        String text() {
            return "%s of %.1f MiB".formatted(what, archive.size() / (1024.0 * 1024));
        }
    }

    private static String tags(List<Tag> pinned, List<Tag> aliases) {
        return joined(Stream.concat(pinned.stream(), aliases.stream()));
    }

    private static String joined(Stream<?> values) {
        return values.map(Object::toString).collect(Collectors.joining(" "));
    }
}
