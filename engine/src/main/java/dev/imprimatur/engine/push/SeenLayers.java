package dev.imprimatur.engine.push;

import dev.imprimatur.oci.Digest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What lay under which path of engines' archives. Engines up to 24 name a layer that has others above it by a digest of
 * itself and all below it, so that a base's layers have the same paths in the archive of each image that is built on
 * it; what their content is, only reading them tells.
 */
final class SeenLayers {
    private static final int MOST = 10_000;

    private final Map<String, Digest> byPath = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Digest> eldest) {
            return size() > MOST;
        }
    };

    /** The digest of what was read there, uncompressed; null if that is not known. */
    synchronized Digest find(String path) {
        return byPath.get(path);
    }

    synchronized void keep(String path, Digest content) {
        byPath.put(path, content);
    }
}
