package dev.imprimatur.renderer.preview;

import dev.imprimatur.events.Allowance;
import java.util.List;
import java.util.Objects;

/**
 * Which rebuild is considered. Without a field, of all that the catalogue plans.
 *
 * @param select patterns for family/version/variant, separated by commas
 * @param stale whether only stale images
 * @param allow what the request would allow
 */
public record PlanQuery(String select, boolean stale, List<Allowance> allow) {

    /** @throws IllegalArgumentException if there is a selection that selects nothing, or nothing is allowed by name */
    public PlanQuery {
        if (select != null && select.isBlank()) {
            throw new IllegalArgumentException(
                    "select: expected patterns for family/version/variant, for example node/22.*/*");
        }
        if (allow != null && allow.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("allow: expected a list of backward, takeover, vanish, found null");
        }
        allow = allow == null ? List.of() : List.copyOf(allow);
    }
}
