package dev.imprimatur.console.flake;

import dev.imprimatur.console.answer.FlakeReport;
import dev.imprimatur.console.answer.FlakeReport.ImageFlakes;
import dev.imprimatur.console.answer.FlakeReport.KindFlakes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts flakes, by image and by kind. */
final class FlakeCounts {
    private FlakeCounts() {}

    private record StageKind(String stage, String kind) {}

    static FlakeReport of(Instant since, List<StepFailure> flakes) {
        List<ImageFlakes> byImage = flakes.stream()
                .collect(Collectors.groupingBy(flake -> flake.image, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(FlakeCounts::ofImage)
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
