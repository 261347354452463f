package dev.imprimatur.publisher.tag;

/** What a tag is to its image; the order is the one in which tags are set. */
public enum TagRole {
    /** Names one revision for ever. */
    REVISION,
    /** Names the image's full version. */
    PINNED,
    /** Moves from version to version. */
    ALIAS
}
