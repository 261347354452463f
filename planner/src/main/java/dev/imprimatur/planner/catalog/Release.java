package dev.imprimatur.planner.catalog;

import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.version.Version;
import java.util.List;
import java.util.Map;

/**
 * A release of a family.
 *
 * @param version its version
 * @param line its line
 * @param variants on which variants it exists
 * @param args values for the template: the family's, overridden by the line's and the release's own
 * @param origin where it comes from, or null if the family has no several sources for it
 * @param tags its tags if they are stated outright, the pinned one first; empty if version and rules give them
 */
public record Release(
        Version version, Line line, List<String> variants, Map<String, String> args, Origin origin, List<Tag> tags) {}
