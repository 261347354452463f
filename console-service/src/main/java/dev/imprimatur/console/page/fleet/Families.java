package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.run.ImageRun;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays out the matrix: families, versions from high to low, variants. */
@ApplicationScoped
class Families {
    /** So many versions of a family are on a page. */
    static final int VERSIONS = 25;
    /** Where there are more images than this, only so many families are open. */
    private static final int FEW = 200;

    private static final int OPEN = 3;

    @Inject
    FleetRows rows;

    @Inject
    PageMarks marks;

    /** These families, as the query shows them. What all of them show is read at once. */
    List<FamilyView> of(FleetQuery query, List<FleetRows.Family> families) {
        int open = Math.min(families.size(), FleetRows.Family.images(families) <= FEW ? families.size() : OPEN);
        int from = query.family().isEmpty() ? 0 : (query.page() - 1) * VERSIONS;
        List<FleetImage> images = rows.images(
                query,
                families.stream().limit(open).map(FleetRows.Family::family).toList(),
                from,
                VERSIONS);
        Map<String, List<FleetImage>> shown = images.stream().collect(Collectors.groupingBy(image -> image.family));
        Map<String, Cell> cells = cells(images).stream().collect(Collectors.toMap(Cell::image, Function.identity()));
        return IntStream.range(0, families.size())
                .mapToObj(place -> {
                    FleetRows.Family family = families.get(place);
                    return place < open
                            ? open(query, family, from, shown.getOrDefault(family.family(), List.of()), cells)
                            : folded(query, family);
                })
                .toList();
    }

    /** The same images as a list, in the query's order. */
    FleetList list(FleetQuery query, List<FleetRows.Family> families) {
        int from = (query.page() - 1) * FleetList.SIZE;
        List<FleetImage> images = rows.images(query, from, FleetList.SIZE);
        return FleetList.of(query, cells(images), from, FleetRows.Family.images(families));
    }

    private FamilyView folded(FleetQuery query, FleetRows.Family family) {
        return new FamilyView(family.family(), address(query, family), summary(family), List.of(), List.of(), null);
    }

    private static FamilyView open(
            FleetQuery query, FleetRows.Family family, int from, List<FleetImage> images, Map<String, Cell> cells) {
        List<String> versions =
                images.stream().map(image -> image.version).distinct().toList();
        List<String> variants =
                images.stream().map(image -> image.variant).distinct().sorted().toList();
        List<FamilyView.Row> lines = versions.stream()
                .map(version -> new FamilyView.Row(
                        version,
                        variants.stream()
                                .map(variant -> new FamilyView.Slot(
                                        variant, cells.get(family.family() + "/" + version + "/" + variant)))
                                .toList()))
                .toList();
        FleetQuery ofFamily = query.withFamily(family.family()).withPage(query.page());
        return new FamilyView(
                family.family(),
                address(query, family),
                summary(family),
                variants,
                lines,
                pages(ofFamily, family, from, versions.size()));
    }

    private List<Cell> cells(List<FleetImage> images) {
        Map<String, List<String>> tags =
                rows.tags(images.stream().map(image -> image.image).toList());
        Map<Long, ImageRun> failed = failed(images);
        Marks known = marks.get();
        return images.stream()
                .map(image -> Cell.of(image, tags.getOrDefault(image.image, List.of()), failed.get(image.runId), known))
                .toList();
    }

    private static Map<Long, ImageRun> failed(List<FleetImage> images) {
        List<Long> runs = images.stream()
                .filter(image -> image.failedStage != null)
                .map(image -> image.runId)
                .toList();
        return runs.isEmpty()
                ? Map.of()
                : ImageRun.<ImageRun>list("id in ?1", runs).stream()
                        .collect(Collectors.toMap(run -> run.id, Function.identity()));
    }

    private static String address(FleetQuery query, FleetRows.Family family) {
        return query.withFamily(family.family()).address();
    }

    private static String summary(FleetRows.Family family) {
        return Words.count(family.images(), "image")
                + family.states().entrySet().stream()
                        .filter(state -> state.getValue() > 0)
                        .map(state ->
                                ", " + state.getValue() + " " + state.getKey().word())
                        .collect(Collectors.joining());
    }

    private static FamilyView.Pages pages(FleetQuery query, FleetRows.Family family, int from, int shown) {
        if (from == 0 && family.versions() <= shown) {
            return null;
        }
        int page = from / VERSIONS + 1;
        return new FamilyView.Pages(
                "versions %d to %d of %d".formatted(from + 1, from + shown, family.versions()),
                page > 1 ? query.withPage(page - 1).address() : null,
                from + shown < family.versions() ? query.withPage(page + 1).address() : null);
    }
}
