package dev.imprimatur.planner.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** A catalogue cannot be planned; tells every mistake at once. */
public class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** With at least one problem. */
    public CatalogException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** The mistakes. */
    public List<Problem> problems() {
        return problems;
    }
}
