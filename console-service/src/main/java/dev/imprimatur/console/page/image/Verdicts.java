package dev.imprimatur.console.page.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.page.fleet.FleetImage;
import dev.imprimatur.console.page.frame.Times;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.page.source.LastAnswer;
import dev.imprimatur.console.page.source.Publisher;
import dev.imprimatur.console.run.ImageRun;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Answers whether an image is safe to pull, from what was published and what the publisher has seen since. */
@ApplicationScoped
class Verdicts {
    @Inject
    Publisher publisher;

    @Inject
    Clock clock;

    /**
     * The answer.
     *
     * @param published the run that published what users pull, or null
     * @param tags those of its tags that no other image has taken since
     * @param passed how many tests passed, or 0 if that is not known
     * @param signer the key that signed the verdict, or null
     */
    Verdict of(FleetImage image, ImageRun published, List<String> tags, long passed, String signer) {
        if (published == null) {
            return Verdict.unsafe("There is no image to pull.", "None of its builds was published.");
        }
        String digest = Words.shortened(image.digest);
        LastAnswer blocks = publisher.blocks();
        Optional<JsonNode> block = find(blocks, "digest", List.of(image.digest));
        if (block.isPresent()) {
            return Verdict.unsafe(
                    "Do not pull " + digest + ".",
                    "It is blocked: " + block.get().path("reason").asText("no reason was given") + ".");
        }
        LastAnswer drift = publisher.drift();
        Optional<JsonNode> moved = find(drift, "reference", tags);
        if (moved.isPresent()) {
            return Verdict.careful(
                    "Safe by digest, not by every tag.",
                    moved.get().path("reference").asText() + " was moved or deleted outside Imprimatur; pull " + digest
                            + " by its digest.");
        }
        String approved = approved(published, signer);
        if (drift.away() || blocks.away()) {
            return Verdict.careful(
                    "Safe by digest. Whether a tag was moved, or the digest blocked, since then is not known.",
                    approved + " The publisher does not answer: "
                            + (drift.away() ? drift.trouble() : blocks.trouble()));
        }
        if (tags.isEmpty()) {
            return Verdict.careful("Safe by digest. Other images have the tags that it had.", approved);
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (image.endOfLife != null && image.endOfLife.isBefore(today)) {
            return Verdict.careful(
                    "It passed its tests, but its line is not supported any more.",
                    "Support ended on " + image.endOfLife + ". " + approved);
        }
        return Verdict.safe(
                "Safe to pull. Its tags name " + digest + ", the very digest that passed its "
                        + (passed == 0 ? "tests" : passed == 1 ? "one test" : Words.spelled(passed) + " tests") + ".",
                approved + " Each tag was read back when it was set, and no other has been seen since.");
    }

    private static String approved(ImageRun published, String signer) {
        return (published.testedAt == null ? "Approved" : "Approved " + Times.ago(published.testedAt))
                + (signer == null ? "." : ", signed by " + Words.shortened(signer) + ".");
    }

    private static Optional<JsonNode> find(LastAnswer reply, String field, List<String> values) {
        return StreamSupport.stream(reply.answer().spliterator(), false)
                .filter(entry -> values.contains(entry.path(field).asText()))
                .findFirst();
    }
}
