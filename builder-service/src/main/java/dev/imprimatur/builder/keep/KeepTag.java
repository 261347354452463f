package dev.imprimatur.builder.keep;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;

/**
 * A tag that only an engine has for a base image. An image that was pulled by digest has no tag and counts as dangling:
 * any prune on the engine would take it.
 */
public final class KeepTag {
    private static final Registry NOWHERE = Registry.parse("imprimatur.local");
    private static final Repository BASE = new Repository("base");

    private KeepTag() {}

    /** The tag of this base. */
    public static ImageReference of(ImageReference base) {
        return BASE.tag(base.digest().hex()).in(NOWHERE);
    }
}
