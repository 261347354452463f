package dev.imprimatur.tester.content;

import dev.imprimatur.sbom.Inventory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.TreeMap;

/** The files of an image: layer upon layer, as an engine would show them. */
final class FileTree {
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private boolean unlisted;

    /** Puts a layer on top: first what it removes, then what it adds. */
    void put(Layer layer) {
        unlisted |= layer.unlisted();
        layer.emptied().forEach(this::empty);
        layer.removed().forEach(this::remove);
        layer.nodes().forEach((path, node) -> {
            if (!node.folder()) {
                empty(path);
            }
            nodes.put(path, node);
        });
    }

    private void remove(String path) {
        empty(path);
        nodes.remove(path);
    }

    private void empty(String folder) {
        if (folder.isEmpty()) {
            nodes.clear();
        } else {
            // '0' follows '/'.
            nodes.subMap(folder + "/", folder + "0").clear();
        }
    }

    /** Adds every path with what is there. */
    void digest(MessageDigest digest) {
        nodes.forEach((path, node) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(node.facts().value().getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) '\n');
        });
    }

    /** What is installed, as if an engine had shown these files; nothing if they do not tell. */
    Optional<Inventory> packages() {
        return unlisted ? Optional.empty() : new PackageSearch(nodes).inventory();
    }
}
