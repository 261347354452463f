package dev.imprimatur.planner.catalog;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A family that cannot be planned now, though the catalogue's own files are right: what a feed says of it cannot be
 * planned, or what it is built from is left out. All other families are planned without it.
 *
 * @param family its name
 * @param problems why, each with its place in the catalogue
 */
public record LeftOut(String family, List<Problem> problems) {
    private static final int TOLD = 5;

    /** With at least one problem. */
    public LeftOut {
        problems = List.copyOf(problems);
    }

    /** Why, on one line; of many problems the first. */
    public String why() {
        return problems.stream().limit(TOLD).map(Problem::toString).collect(Collectors.joining("; "))
                + (problems.size() > TOLD ? "; and " + (problems.size() - TOLD) + " more" : "");
    }

    /** What its owner should know. */
    public Notice notice() {
        return new Notice(
                family, null, "is LEFT OUT of the plan, its images are not built and its tags stay: " + why());
    }

    @Override
    public String toString() {
        return family + " is left out: " + why();
    }
}
