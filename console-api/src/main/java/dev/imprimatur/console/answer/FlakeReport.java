package dev.imprimatur.console.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

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
}
