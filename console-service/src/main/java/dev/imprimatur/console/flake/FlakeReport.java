package dev.imprimatur.console.flake;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The flakes of a time: what failed and then passed without a change.
 *
 * @param since the begin of that time; its end is now
 * @param flakes how many there were
 * @param byImage the images that had any, the flakiest first
 * @param byKind the kinds of failure, the most frequent first
 */
public record FlakeReport(Instant since, long flakes, List<ImageFlakes> byImage, List<KindFlakes> byKind) {

    /**
     * The flakes of an image.
     *
     * @param image family/version/variant
     * @param flakes how many
     * @param kinds how many of each kind
     * @param lastAt when the last one was
     */
    public record ImageFlakes(String image, long flakes, Map<String, Long> kinds, Instant lastAt) {}

    /**
     * The flakes of a kind.
     *
     * @param stage where: {@code build} or {@code test}
     * @param kind the kind of failure
     * @param flakes how many
     * @param images on how many images
     */
    public record KindFlakes(String stage, String kind, long flakes, long images) {}

    private record StageKind(String stage, String kind) {}

    static FlakeReport of(Instant since, List<StepFailure> flakes) {
        List<ImageFlakes> byImage = flakes.stream()
                .collect(Collectors.groupingBy(flake -> flake.image, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(FlakeReport::ofImage)
                .sorted((one, other) -> Long.compare(other.flakes(), one.flakes()))
                .toList();
        List<KindFlakes> byKind = flakes.stream()
                .collect(Collectors.groupingBy(flake -> new StageKind(flake.stage, flake.kind)))
                .entrySet()
                .stream()
                .map(entry -> ofKind(entry.getKey(), entry.getValue()))
                .sorted((one, other) -> one.flakes() != other.flakes()
                        ? Long.compare(other.flakes(), one.flakes())
                        : (one.stage() + one.kind()).compareTo(other.stage() + other.kind()))
                .toList();
        return new FlakeReport(since, flakes.size(), byImage, byKind);
    }

    private static ImageFlakes ofImage(List<StepFailure> flakes) {
        Map<String, Long> kinds = flakes.stream()
                .collect(Collectors.groupingBy(flake -> flake.kind, TreeMap::new, Collectors.counting()));
        return new ImageFlakes(flakes.getLast().image, flakes.size(), kinds, flakes.getLast().failedAt);
    }

    private static KindFlakes ofKind(StageKind of, List<StepFailure> flakes) {
        long images = flakes.stream().map(flake -> flake.image).distinct().count();
        return new KindFlakes(of.stage(), of.kind(), flakes.size(), images);
    }
}
