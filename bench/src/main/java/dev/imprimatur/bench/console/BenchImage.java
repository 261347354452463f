package dev.imprimatur.bench.console;

import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An image of the fleet that is measured: families of 125 versions, four variants each. Every other one has two tags,
 * every twentieth is stale, every fiftieth failed after it was published, and one in two hundred was never published.
 *
 * @param number its number, from 0
 */
record BenchImage(int number) {
    private static final int VARIANTS = 4;
    private static final int VERSIONS = 125;
    private static final int MOVES = 2;
    private static final int STALE = 20;
    private static final int FAILS = 50;
    private static final int NEVER = 200;
    private static final Registry REGISTRY = Registry.parse("localhost:5000");

    /** What it is called. Each family's first images are those that its page shows first. */
    ImageKey key() {
        int version = VERSIONS - number / VARIANTS % VERSIONS;
        return new ImageKey(
                "bench-%02d".formatted(number / VARIANTS / VERSIONS), version + ".0", "os" + number % VARIANTS);
    }

    boolean stale() {
        return number % STALE == 1;
    }

    boolean neverPublished() {
        return number % NEVER == NEVER - 1;
    }

    boolean fails() {
        return number % FAILS == FAILS - 1;
    }

    /** What a round publishes it as: the image's number in five digits, then the round in seven. */
    Digest digest(int round) {
        return new Digest(
                "sha256:" + ("%05d%07d".formatted(number, round)).repeat(6).substring(0, 64));
    }

    /** As the renderer names it, in a round. */
    Candidate candidate(int round) {
        return CandidateBuilder.builder()
                .image(key())
                .buildId(new BuildId(Digest.of((key() + "@" + round).getBytes(StandardCharsets.UTF_8))
                        .hex()))
                .platform("linux/amd64")
                .pinned(List.of(tag(key().version() + "-" + key().variant())))
                .aliases(number % MOVES == 0 ? List.of(tag("n" + number)) : List.of())
                .reason("bench")
                .priority(Priority.SCHEDULED)
                .build();
    }

    /** Its tags in the registry. */
    List<ImageReference> references() {
        return candidate(0).tags().stream().map(tag -> tag.in(REGISTRY)).toList();
    }

    /** Where it is staged, in a round. */
    ImageReference staged(int round) {
        return ImageReference.of(REGISTRY, candidate(0).pinned().getFirst().repository(), digest(round));
    }

    private Tag tag(String name) {
        return Tag.parse(key().family() + ":" + name);
    }
}
