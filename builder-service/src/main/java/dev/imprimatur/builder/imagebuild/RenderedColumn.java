package dev.imprimatur.builder.imagebuild;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.column.JsonColumn;
import jakarta.persistence.Converter;

/** The event that asks for a build. */
@Converter
class RenderedColumn extends JsonColumn<RenderCompleted> {
    RenderedColumn() {
        super(new TypeReference<>() {});
    }
}
