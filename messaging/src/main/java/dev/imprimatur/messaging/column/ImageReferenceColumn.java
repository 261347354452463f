package dev.imprimatur.messaging.column;

import dev.imprimatur.oci.ImageReference;
import jakarta.persistence.Converter;

/** An image in a registry, or a tag there. */
@Converter
public class ImageReferenceColumn extends TextColumn<ImageReference> {
    /** The column. */
    public ImageReferenceColumn() {
        super(ImageReference::parse);
    }
}
