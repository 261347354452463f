package dev.imprimatur.cli.console;

import java.util.List;
import java.util.Map;

/**
 * What a rebuild would do.
 *
 * @param revision the catalogue's revision
 * @param notices what the catalogue's owner should know
 * @param count how many images it builds
 * @param estimatedSeconds how long it takes, going by earlier ones, or null
 * @param images the images
 * @param tags what becomes of each tag
 * @param changes how many tags there are of each kind of change
 * @param refused why it would be refused, or null
 */
public record RebuildPlan(
        String revision,
        List<String> notices,
        int count,
        Long estimatedSeconds,
        List<Image> images,
        List<TagChange> tags,
        Map<String, Long> changes,
        String refused) {

    /**
     * An image that is built.
     *
     * @param image which
     * @param why why
     * @param tags the tags that it gets
     */
    public record Image(String image, List<Reason> why, List<String> tags) {}

    /**
     * Why an image is built.
     *
     * @param kind the kind of reason
     * @param detail what exactly, or null
     */
    public record Reason(String kind, String detail) {
        @Override
        public String toString() {
            return detail == null ? kind : kind + ": " + detail;
        }
    }

    /**
     * What becomes of a tag.
     *
     * @param tag the tag
     * @param kind new, moved, backward, takeover, vanished or unchanged
     * @param from the image that it names now, or null
     * @param to the image that it is to name, or null
     */
    public record TagChange(String tag, String kind, String from, String to) {}
}
