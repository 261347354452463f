package dev.imprimatur.console.answer;

import java.util.List;
import java.util.Map;

/**
 * What a rebuild would do, as the renderer describes it.
 *
 * @param revision the catalogue's revision
 * @param notices what the catalogue's owner should know
 * @param count how many images it builds
 * @param estimatedSeconds how long it takes, going by earlier rebuilds; null if there were none
 * @param images the images, bases first
 * @param tags what becomes of each tag
 * @param changes how many tags there are of each kind of change
 * @param refused why the rebuild would be refused, or null
 */
public record Plan(
        String revision,
        List<String> notices,
        int count,
        Long estimatedSeconds,
        List<Planned> images,
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
    public record Planned(String image, List<Reason> why, List<String> tags) {}

    /**
     * Why an image is built.
     *
     * @param kind all, selected, needed (as a base that was never published), or a kind of staleness
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
     * @param needs what a request has to allow for it, or null if nothing
     */
    public record TagChange(String tag, String kind, String from, String to, String needs) {}
}
