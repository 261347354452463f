package dev.imprimatur.cli.render;

import dev.imprimatur.cli.output.Text;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.Notice;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.plan.Plan;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong with a catalogue, and what its maintainers should know.
 *
 * @param catalog its folder
 * @param images how many images it plans; 0 where mistakes keep it from being planned
 * @param errors each mistake with its place; what leaves a family out of the plan is among them
 * @param notices what is no mistake
 */
record LintReport(String catalog, int images, List<Problem> errors, List<Notice> notices) {

    /** A catalogue that can be planned, perhaps without some families. */
    static LintReport of(String catalog, Plan plan) {
        List<Notice> ofLeftOut =
                plan.leftOut().stream().map(family -> family.notice()).toList();
        return new LintReport(
                catalog,
                plan.images().size(),
                plan.leftOut().stream()
                        .flatMap(family -> family.problems().stream())
                        .toList(),
                PlanOptions.notices(plan).stream()
                        .filter(notice -> !ofLeftOut.contains(notice))
                        .toList());
    }

    /** A catalogue that cannot. */
    static LintReport of(String catalog, CatalogException mistakes) {
        return new LintReport(catalog, 0, mistakes.problems(), List.of());
    }

    /** Whether it may be used, as strictly as this. */
    boolean passes(boolean strict) {
        return errors.isEmpty() && (!strict || notices.isEmpty());
    }

    /** A line for each, and the sum. */
    @Override
    public String toString() {
        String sum = errors.isEmpty()
                ? "no mistakes in the catalogue " + catalog + ", " + Text.counted(images, "image")
                : Text.counted(errors.size(), "mistake") + " in the catalogue " + catalog;
        return Stream.of(
                        errors.stream().map(Problem::toString),
                        notices.stream().map(notice -> "notice: " + notice),
                        Stream.of(sum + (notices.isEmpty() ? "" : ", " + Text.counted(notices.size(), "notice"))))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }
}
