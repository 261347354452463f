package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.answer.Waiting;
import dev.imprimatur.console.page.frame.Words;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the page of a rebuild shows.
 *
 * @param facts who, why, how far
 * @param failure why there was no plan at all, or why it was cancelled; or null
 * @param cancelling why it is to be cancelled, as long as it goes on; or null
 * @param bar its progress
 * @param kinds images that failed themselves, by the kind of their failure
 * @param publishing images to be published
 * @param testing images to be tested
 * @param building images to be built
 * @param planned images that are to be rendered, and why they wait
 * @param lanes what ran where and when
 * @param unknown why it is not known what waits for what and what runs now; empty if it is
 * @param all a page of all of its images, failures first
 * @param page which page
 * @param from the number of its first image
 * @param more whether there is another page
 */
@RecordBuilder
public record RebuildDetail(
        RebuildFacts facts,
        String failure,
        String cancelling,
        Bar bar,
        List<FailureKind> kinds,
        List<RunRow> publishing,
        List<RunRow> testing,
        List<RunRow> building,
        List<Waiting> planned,
        Lanes lanes,
        List<String> unknown,
        List<RunRow> all,
        int page,
        long from,
        boolean more) {
    /** The number of the last image on the page. */
    public long to() {
        return from + all.size() - 1;
    }

    /** Whether anything is on its way. */
    public boolean moving() {
        return facts.progress().onTheirWay() > 0;
    }

    /** How many images failed themselves, in words. */
    public String rootsTitle() {
        long failed = facts.progress().failed();
        return Words.capital(failed) + " root failure" + (failed == 1 ? "" : "s");
    }

    /** What a cancel does, in numbers. */
    public List<String> cancelled() {
        Progress progress = facts.progress();
        List<String> lines = new ArrayList<>();
        long dropped = progress.rendering() + progress.building() + progress.testing();
        if (dropped > 0) {
            lines.add(Words.count(dropped, "image") + " to be rendered, built or tested "
                    + (dropped == 1 ? "is" : "are") + " dropped; what runs ends within seconds");
        }
        if (progress.publishing() > 0) {
            lines.add(Words.count(progress.publishing(), "image") + " whose tags are being set "
                    + (progress.publishing() == 1 ? "is" : "are") + " finished");
        }
        if (progress.published() > 0) {
            lines.add(progress.published() + " published " + (progress.published() == 1 ? "stays" : "stay"));
        }
        return lines.isEmpty() ? List.of("none of its images is known yet: none is built") : lines;
    }

    /** What its retry is called. */
    public String retryWords() {
        return "Retry " + facts.progress().failed() + " failed";
    }

    /** The command that tries again what failed; null as long as it goes on, and where nothing did. */
    public String retry() {
        return kinds.isEmpty() || facts.goesOn() ? null : "./imprimatur retry " + Words.quoted(facts.id());
    }
}
