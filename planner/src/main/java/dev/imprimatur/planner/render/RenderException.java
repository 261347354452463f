package dev.imprimatur.planner.render;

import dev.imprimatur.planner.catalog.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A template cannot be rendered, or what it renders may not be built; the message says where and why. */
public class RenderException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** With at least one mistake. */
    public RenderException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** The mistakes, on lines of the template. */
    public List<Problem> problems() {
        return problems;
    }
}
