package dev.imprimatur.planner.render;

import dev.imprimatur.planner.catalog.Catalog;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.LeftOut;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import dev.imprimatur.planner.plan.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Plans a catalogue and renders every Dockerfile of the plan, so that a template's mistakes are found before anything
 * is built. They stop the plan as other mistakes of the catalogue do; those of a family with a feed, whose values may
 * have brought them in, leave out that family and no other.
 */
public final class CheckedPlan {
    private CheckedPlan() {}

    /**
     * The plan of this catalogue on this day; every Dockerfile of it can be rendered.
     *
     * @param standing what the images are built on whose base's family is left out
     * @throws CatalogException if the catalogue cannot be planned, a template has a mistake, or no family is left
     */
    public static Plan of(Catalog catalog, LocalDate today, Standing standing) {
        Catalog rest = catalog;
        while (true) {
            Plan plan = Planner.plan(rest, today, standing);
            Map<String, List<Problem>> mistakes = mistakes(plan);
            if (mistakes.isEmpty()) {
                return plan;
            }
            Set<String> fed = rest.families().stream()
                    .filter(Family::fed)
                    .map(Family::name)
                    .collect(Collectors.toSet());
            if (!fed.containsAll(mistakes.keySet())
                    || mistakes.size() == rest.families().size()) {
                throw new CatalogException(mistakes.values().stream()
                        .flatMap(List::stream)
                        .distinct()
                        .toList());
            }
            rest = rest.without(mistakes.entrySet().stream()
                    .map(family -> new LeftOut(family.getKey(), family.getValue()))
                    .toList());
        }
    }

    /** The mistakes by family. */
    private static Map<String, List<Problem>> mistakes(Plan plan) {
        Map<String, Map<Problem, List<PlannedImage>>> found = new LinkedHashMap<>();
        for (PlannedImage image : plan.images()) {
            mistakes(image)
                    .forEach(problem -> found.computeIfAbsent(image.image().family(), family -> new LinkedHashMap<>())
                            .computeIfAbsent(problem, any -> new ArrayList<>())
                            .add(image));
        }
        Map<String, List<Problem>> mistakes = new TreeMap<>();
        found.forEach((family, problems) -> mistakes.put(
                family,
                problems.entrySet().stream()
                        .map(problem -> told(problem.getKey(), problem.getValue(), plan))
                        .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                        .toList()));
        return mistakes;
    }

    /** The mistakes in the template of an image. One that stops the renderer itself is its template's as well. */
    private static List<Problem> mistakes(PlannedImage image) {
        try {
            DockerfileRenderer.preview(image);
            return List.of();
        } catch (RenderException e) {
            return e.problems();
        } catch (StackOverflowError e) {
            return List.of(new Problem(
                    image.templateName(),
                    0,
                    "cannot be rendered, since an instruction has too many parts or sections stand too deep within each"
                            + " other; divide them"));
        } catch (RuntimeException e) {
            return List.of(new Problem(
                    image.templateName(), 0, "cannot be rendered: " + e + "; undo what was changed in it last"));
        }
    }

    /** A mistake that not every image of the template has names one that has it. */
    private static Problem told(Problem problem, List<PlannedImage> images, Plan plan) {
        PlannedImage first = images.getFirst();
        long all = plan.images().stream()
                .filter(image -> image.image().family().equals(first.image().family())
                        && image.templateName().equals(first.templateName()))
                .count();
        return images.size() == all
                ? problem
                : new Problem(
                        problem.file(),
                        problem.line(),
                        problem.message() + " (in " + first.image()
                                + (images.size() > 1 ? " and " + (images.size() - 1) + " more" : "") + ")");
    }
}
