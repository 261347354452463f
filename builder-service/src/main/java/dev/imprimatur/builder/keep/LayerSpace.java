package dev.imprimatur.builder.keep;

import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.oci.Digest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Computes the space that images take on a disk together. Engines give only an image's whole size, including layers
 * that it shares. What two images share is known only if it is one of the images itself, such as a base beside what was
 * built on it; else it counts twice, so that the sum is too large rather than too small.
 */
final class LayerSpace {
    private LayerSpace() {}

    /** Their sum in bytes. */
    static long of(Collection<EngineImage> images) {
        List<EngineImage> sorted = images.stream()
                .collect(Collectors.toMap(EngineImage::id, image -> image, (one, same) -> one))
                .values()
                .stream()
                .sorted(Comparator.comparing(LayerSpace::chain))
                .toList();
        long sum = 0;
        for (int i = 0; i < sorted.size(); i++) {
            sum += sorted.get(i).size() - (i == 0 ? 0 : shared(sorted.get(i - 1), sorted.get(i), sorted));
        }
        return sum;
    }

    /** In the order of chains, what an image has in common with any before it, it has with the one right before it. */
    private static long shared(EngineImage one, EngineImage next, List<EngineImage> images) {
        int common = 0;
        while (common < Math.min(one.layers().size(), next.layers().size())
                && one.layers().get(common).equals(next.layers().get(common))) {
            common++;
        }
        List<Digest> beginning = next.layers().subList(0, common);
        return images.stream()
                .filter(image -> isBeginning(image.layers(), beginning))
                .mapToLong(EngineImage::size)
                .max()
                .orElse(0);
    }

    private static boolean isBeginning(List<Digest> layers, List<Digest> of) {
        return layers.size() <= of.size() && of.subList(0, layers.size()).equals(layers);
    }

    private static String chain(EngineImage image) {
        return image.layers().stream().map(Digest::hex).collect(Collectors.joining(" "));
    }
}
