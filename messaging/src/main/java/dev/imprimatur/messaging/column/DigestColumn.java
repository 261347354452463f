package dev.imprimatur.messaging.column;

import dev.imprimatur.oci.Digest;
import jakarta.persistence.Converter;

/** A digest. */
@Converter
public class DigestColumn extends TextColumn<Digest> {
    /** The column. */
    public DigestColumn() {
        super(Digest::new);
    }
}
