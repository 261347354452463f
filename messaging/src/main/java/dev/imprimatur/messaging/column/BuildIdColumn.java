package dev.imprimatur.messaging.column;

import dev.imprimatur.events.BuildId;
import jakarta.persistence.Converter;

/** A build's identity. */
@Converter
public class BuildIdColumn extends TextColumn<BuildId> {
    /** The column. */
    public BuildIdColumn() {
        super(BuildId::new);
    }
}
