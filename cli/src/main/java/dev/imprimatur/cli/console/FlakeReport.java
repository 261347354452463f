package dev.imprimatur.cli.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What failed and then passed without a change.
 *
 * @param since since when
 * @param flakes how often
 * @param byImage the images, the flakiest first
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
     * @param stage where
     * @param kind the kind
     * @param flakes how many
     * @param images on how many images
     */
    public record KindFlakes(String stage, String kind, long flakes, long images) {}
}
