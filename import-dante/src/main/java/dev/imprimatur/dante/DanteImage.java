package dev.imprimatur.dante;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.version.Version;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An image of a dante project, ready for a catalogue.
 *
 * @param file the inventory that states it
 * @param line where
 * @param family the catalogue's family that it becomes, alone in it
 * @param version its version: its tag's, with or without a word before it, else {@code 0.0.0-} and the tag
 * @param tag its name
 * @param aliases its further names
 * @param bases what it is built from, by the names in its template
 * @param template its Dockerfile, with those names in place of the images
 * @param context the files for {@code COPY}, by their paths in its folder
 * @param tests each test's files, by the test's name and their paths in its folder
 */
@RecordBuilder
public record DanteImage(
        String file,
        int line,
        String family,
        Version version,
        Tag tag,
        List<StatedAlias> aliases,
        Map<String, DanteBase> bases,
        String template,
        Map<String, Path> context,
        Map<String, Map<String, Path>> tests) {

    /** The catalogue's image that it becomes. */
    public ImageKey key() {
        return new ImageKey(family, version.text(), DanteCatalog.VARIANT);
    }

    /**
     * A further name of an image.
     *
     * @param line where the inventory states it
     * @param tag the name
     */
    public record StatedAlias(int line, Tag tag) {}

    /**
     * What an image is built from: exactly one of the two.
     *
     * @param upstream an image from outside
     * @param family an image of the project, by its family
     */
    public record DanteBase(Tag upstream, String family) {
        @Override
        public String toString() {
            return family == null ? upstream.toString() : family;
        }
    }
}
