package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Layers that were read lately, as many as have a hundred thousand files together: some 25 MB. */
final class ReadLayers {
    private static final int MOST_NODES = 100_000;

    private final Map<Digest, Layer> byBlob = new LinkedHashMap<>(16, 0.75f, true);
    private int nodes;

    synchronized Optional<Layer> find(Digest blob) {
        return Optional.ofNullable(byBlob.get(blob));
    }

    /** The one that was not asked for the longest makes room. */
    synchronized void keep(Digest blob, Layer layer) {
        if (layer.nodes().size() > MOST_NODES / 2 || byBlob.putIfAbsent(blob, layer) != null) {
            return;
        }
        nodes += layer.nodes().size();
        Iterator<Layer> oldest = byBlob.values().iterator();
        while (nodes > MOST_NODES) {
            nodes -= oldest.next().nodes().size();
            oldest.remove();
        }
    }
}
