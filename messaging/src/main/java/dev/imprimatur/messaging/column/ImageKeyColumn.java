package dev.imprimatur.messaging.column;

import dev.imprimatur.events.ImageKey;
import jakarta.persistence.Converter;

/** An image of the catalogue. */
@Converter
public class ImageKeyColumn extends TextColumn<ImageKey> {
    /** The column. */
    public ImageKeyColumn() {
        super(ImageKey::parse);
    }
}
