package dev.imprimatur.console.page.image;

import java.time.Instant;
import java.util.List;

/**
 * A time during which tags of an image named a digest, all of them from and until the same moment.
 *
 * @param tags the tags
 * @param digest what they named
 * @param revision as in {@code r2}, or null where no number is known
 * @param since from when
 * @param until until when, or null if they still do
 * @param why why they were set
 * @param address the page of the rebuild or rollback that set them, or null if it is not known
 */
public record TagMove(
        List<Tag> tags, String digest, String revision, Instant since, Instant until, String why, String address) {

    /**
     * A tag.
     *
     * @param reference with its registry
     */
    public record Tag(String reference) {
        /** Without its registry. */
        public String name() {
            return reference.substring(reference.indexOf('/') + 1);
        }
    }
}
