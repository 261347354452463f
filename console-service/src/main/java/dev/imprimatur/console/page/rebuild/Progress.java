package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.events.RebuildCompleted;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * How many images of a rebuild stand where.
 *
 * @param published published
 * @param unchanged nothing about them changed
 * @param failed failed themselves
 * @param held failed since their base did
 * @param rendering planned, with no Dockerfile yet: most wait for their base
 * @param building to be built
 * @param testing to be tested
 * @param publishing to be published
 * @param cancelled given up
 * @param superseded left to another rebuild
 */
@RecordBuilder
public record Progress(
        long published,
        long unchanged,
        long failed,
        long held,
        long rendering,
        long building,
        long testing,
        long publishing,
        long cancelled,
        long superseded) {

    /** Of a rebuild of which nothing is known. */
    static final Progress NONE = ProgressBuilder.builder().build();

    /** As the end of the rebuild says, where it did not name every image. */
    static Progress told(RebuildCompleted.Counts counts) {
        return ProgressBuilder.builder()
                .published(counts.published())
                .unchanged(counts.unchanged())
                .failed(counts.failed())
                .cancelled(counts.cancelled())
                .superseded(counts.superseded())
                .build();
    }

    /** The same of a rebuild that goes on and has so many images in all. */
    Progress of(int planned) {
        return ProgressBuilder.builder(this)
                .rendering(Math.max(0, planned - all()))
                .build();
    }

    /** All images of the rebuild. */
    public long all() {
        return done() + onTheirWay();
    }

    /** Those that need nothing more. */
    public long done() {
        return published + unchanged + failed + held + cancelled + superseded;
    }

    /** Those that something is still done with. */
    public long onTheirWay() {
        return rendering + building + testing + publishing;
    }

    /** The same in words, without what is not there. */
    public String words() {
        List<String> parts = new ArrayList<>();
        add(parts, published, "published");
        add(parts, unchanged, "unchanged");
        add(parts, failed, "failed");
        add(parts, held, "held back");
        add(parts, onTheirWay(), "on their way");
        add(parts, cancelled, "cancelled");
        add(parts, superseded, "left to a newer rebuild");
        return parts.isEmpty() ? "no image yet" : String.join(", ", parts);
    }

    /** As part of a sentence: "15 of 22 images are done". */
    String doneOfAll() {
        return done() + " of " + Words.count(all(), "image") + (all() == 1 ? " is" : " are") + " done";
    }

    private static void add(List<String> parts, long number, String word) {
        if (number > 0) {
            parts.add(number + " " + word);
        }
    }
}
