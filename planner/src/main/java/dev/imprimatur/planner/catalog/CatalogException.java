package dev.imprimatur.planner.catalog;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/** A catalogue cannot be planned; reports every mistake at once. */
public class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int TOLD = 100;

    private final transient List<Problem> problems;

    /** With at least one problem; the message has the first hundred. */
    public CatalogException(List<Problem> problems) {
        super(problems.stream().limit(TOLD).map(Problem::toString).collect(Collectors.joining("\n"))
                + (problems.size() > TOLD ? "\nand " + (problems.size() - TOLD) + " more" : ""));
        this.problems = List.copyOf(problems);
    }

    /** The addresses of feeds that are away, if that alone is what is wrong: once all answer there may be a plan. */
    public List<URI> away() {
        return problems.stream().allMatch(problem -> problem.away() != null)
                ? problems.stream().map(Problem::away).distinct().toList()
                : List.of();
    }

    /** Every mistake that was found in the catalogue. */
    public List<Problem> problems() {
        return problems;
    }
}
