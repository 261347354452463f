package dev.imprimatur.planner.render;

import dev.imprimatur.planner.dockerfile.Mistake;
import java.util.List;

/** What a template renders may not be built; the mistakes are on lines of what it renders, before it has labels. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Mistake> mistakes;

    RefusedException(List<Mistake> mistakes) {
        super(mistakes.toString());
        this.mistakes = List.copyOf(mistakes);
    }

    List<Mistake> mistakes() {
        return mistakes;
    }
}
