package dev.imprimatur.tester.content;

import dev.imprimatur.oci.Digest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Layers that were read lately, as many as have a hundred thousand files together: some 30 MB. */
final class ReadLayers {
    private static final int MOST = 100_000;

    private final Map<Digest, Layer> byBlob = new LinkedHashMap<>(16, 0.75f, true);
    private int weight;

    synchronized Optional<Layer> find(Digest blob) {
        return Optional.ofNullable(byBlob.get(blob));
    }

    /** Keeps a layer; the least recently used ones make room. */
    synchronized void keep(Digest blob, Layer layer) {
        int added = layer.weight();
        if (added > MOST / 2 || byBlob.putIfAbsent(blob, layer) != null) {
            return;
        }
        weight += added;
        Iterator<Layer> oldest = byBlob.values().iterator();
        while (weight > MOST) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }
}
