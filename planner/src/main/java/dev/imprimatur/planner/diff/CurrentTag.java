package dev.imprimatur.planner.diff;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;

/**
 * A tag that this catalogue published.
 *
 * @param tag the tag
 * @param image the image that it names now
 * @param moving whether it is a moving tag
 * @param letGo whether it was allowed that it belongs to no plan any more
 */
public record CurrentTag(Tag tag, ImageKey image, boolean moving, boolean letGo) {}
