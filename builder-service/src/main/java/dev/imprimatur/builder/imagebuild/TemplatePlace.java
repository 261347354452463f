package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.events.RenderCompleted;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the place in the template at which a build failed: people know the template, and not what is rendered from it.
 */
final class TemplatePlace {
    /** Failures that are not about the instruction at which they happened. */
    private static final Set<Kind> ELSEWHERE =
            Set.of(Kind.ENGINE_UNREACHABLE, Kind.ENGINE_UNTRUSTED, Kind.CONTEXT_INVALID, Kind.CANCELLED);

    private TemplatePlace() {}

    /** The failure; its message begins with the place, if that is known. */
    static Failure of(EngineException thrown, RenderCompleted event) {
        Failure failure = thrown.failure();
        if (thrown.line().isEmpty() || event.template() == null || ELSEWHERE.contains(failure.kind())) {
            return failure;
        }
        int line = thrown.line().getAsInt();
        Optional<String> place = event.template().place(line);
        return place.map(name -> failure.saying(name + " (line " + line + " as rendered): " + failure.message()))
                .orElse(failure);
    }
}
