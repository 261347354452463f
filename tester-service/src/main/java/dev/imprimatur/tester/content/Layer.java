package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one layer does to the files below it.
 *
 * @param nodes what it puts there, by path
 * @param removed the paths that it takes away, with all that lies in them
 * @param emptied the folders of which nothing stays that lay in them before
 * @param unlisted whether it has files that tell of packages and are not among the nodes, or were not read for that
 * @param problem why it cannot be computed what it does, which is left out then; or null
 * @param unpacked the digest of its tar, by which an image's configuration names it
 * @param room how much it took of its image's {@link Room}
 */
record Layer(
        Map<String, Node> nodes,
        Set<String> removed,
        Set<String> emptied,
        boolean unlisted,
        String problem,
        Digest unpacked,
        int room) {

    /** The same without what it does, which cannot be computed for this reason. */
    Layer withProblem(String why) {
        return new Layer(Map.of(), Set.of(), Set.of(), false, why, unpacked, room);
    }

    /** About how much memory it takes, as the number of plain files that take as much. */
    int weight() {
        return 1
                + nodes.entrySet().stream()
                        .mapToInt(each -> each.getValue().weight()
                                + Room.weight(each.getKey().length())
                                - 1)
                        .sum()
                + Stream.concat(removed.stream(), emptied.stream())
                        .mapToInt(path -> Room.weight(path.length()))
                        .sum();
    }
}
