package dev.imprimatur.renderer.plan;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.planner.plan.Selection;
import java.util.function.Predicate;

/**
 * What a rebuild is about.
 *
 * @param select patterns for images, or null for all
 * @param stale whether only stale ones among them
 */
public record RebuildScope(String select, boolean stale) {

    /** What the request is about. */
    static RebuildScope of(RebuildRequested request) {
        return new RebuildScope(request.select(), RebuildRequested.STALE.equals(request.type()));
    }

    /** The images that are asked for. */
    public Predicate<ImageKey> images() {
        return select == null ? image -> true : Selection.parse(select);
    }

    /** Whether it asks for this very family, by name. */
    boolean names(String family) {
        return select != null && Selection.parse(select).names(family);
    }

    /** Whether images of this family are among those that it asks for. */
    boolean mayPick(String family) {
        return select == null || Selection.parse(select).mayPick(family);
    }
}
