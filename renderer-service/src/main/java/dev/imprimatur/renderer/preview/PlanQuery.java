package dev.imprimatur.renderer.preview;

import dev.imprimatur.events.Allowance;
import java.util.List;

/**
 * Which rebuild is considered. Without a field, of all that the catalogue plans.
 *
 * @param select patterns for family/version/variant, separated by commas
 * @param stale whether only stale images
 * @param allow what the request would allow
 */
public record PlanQuery(String select, boolean stale, List<Allowance> allow) {

    /** @throws IllegalArgumentException if there is a selection that selects nothing */
    public PlanQuery {
        if (select != null && select.isBlank()) {
            throw new IllegalArgumentException(
                    "select: expected patterns for family/version/variant, for example node/22.*/*");
        }
        allow = allow == null ? List.of() : List.copyOf(allow);
    }
}
