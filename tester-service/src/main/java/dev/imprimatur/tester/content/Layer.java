package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import java.util.Map;
import java.util.Set;

/**
 * What one layer does to the files below it.
 *
 * @param nodes what it puts there, by path
 * @param removed the paths that it takes away, with all that lies in them
 * @param emptied the folders of which nothing stays that lay in them before
 * @param unlisted whether it has files that tell of packages and are not among the nodes, or were not read for that
 * @param unpacked the digest of its tar, by which an image's configuration names it
 */
record Layer(Map<String, Node> nodes, Set<String> removed, Set<String> emptied, boolean unlisted, Digest unpacked) {

    /** About how much memory it takes, as the number of plain files that take as much. */
    int weight() {
        return nodes.values().stream().mapToInt(Node::weight).sum();
    }
}
