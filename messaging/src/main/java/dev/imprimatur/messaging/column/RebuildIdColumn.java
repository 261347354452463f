package dev.imprimatur.messaging.column;

import dev.imprimatur.events.RebuildId;
import jakarta.persistence.Converter;

/** A rebuild's identity, or a rollback's. */
@Converter
public class RebuildIdColumn extends TextColumn<RebuildId> {
    /** The column. */
    public RebuildIdColumn() {
        super(RebuildId::new);
    }
}
