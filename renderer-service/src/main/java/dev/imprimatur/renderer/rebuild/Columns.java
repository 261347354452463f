package dev.imprimatur.renderer.rebuild;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.column.JsonColumn;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.stale.Fingerprint;
import jakarta.persistence.Converter;
import java.util.List;

/** Columns that hold JSON. */
final class Columns {
    private Columns() {}

    /** A request. */
    @Converter
    static class Request extends JsonColumn<RebuildRequested> {
        Request() {
            super(new TypeReference<>() {});
        }
    }

    /** A planned image. */
    @Converter
    static class Recipe extends JsonColumn<PlannedImage> {
        Recipe() {
            super(new TypeReference<>() {});
        }
    }

    /** What an image was made from. */
    @Converter
    static class Inputs extends JsonColumn<Fingerprint> {
        Inputs() {
            super(new TypeReference<>() {});
        }
    }

    /** References. */
    @Converter
    static class References extends JsonColumn<List<ImageReference>> {
        References() {
            super(new TypeReference<>() {});
        }
    }
}
