package dev.imprimatur.console.page.image;

import dev.imprimatur.console.page.fleet.Dependants;
import dev.imprimatur.console.page.frame.Words;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What the page of an image shows.
 *
 * @param image family/version/variant
 * @param digest what users pull, or null
 * @param revision as in {@code r2}, or null
 * @param publishedAt since when, or null
 * @param platform as in {@code linux/amd64}, or null
 * @param endOfLife until when its line is supported, or null
 * @param verdict whether it is safe to pull
 * @param trouble why its newest run failed, or null
 * @param change what made it another one than before, or null
 * @param comparison how it differs from the revision that was asked for, or null
 * @param steps its story
 * @param storyOf the rebuild of that story
 * @param tags the tags that it has now, which go back together
 * @param dependants what stands on what users pull
 * @param pulls references to pull it by: the digest first
 * @param verify the command that verifies it, or null
 * @param revisions what it was published as, newest first
 * @param history which digest each of its tags named, from when to when
 * @param made what it was made from
 * @param dockerfile its Dockerfile, or null
 */
@RecordBuilder
public record ImageDetail(
        String image,
        String digest,
        String revision,
        Instant publishedAt,
        String platform,
        LocalDate endOfLife,
        Verdict verdict,
        Trouble trouble,
        Change change,
        Comparison comparison,
        List<Step> steps,
        String storyOf,
        List<String> tags,
        Dependants.Some dependants,
        List<String> pulls,
        String verify,
        List<Revision> revisions,
        TagHistory history,
        List<Part> made,
        String dockerfile) {

    /** The command that shows all of what its tags named. */
    public String historyCommand() {
        return "./imprimatur history " + Words.quoted(image);
    }

    /**
     * Why its newest run failed.
     *
     * @param words newly, or still and how often
     * @param since since when, or null
     * @param stage where
     * @param message what went wrong
     * @param output the last lines of what failed
     * @param log its log, or null
     * @param root the image whose failure it is, or null
     * @param again the image to rebuild
     * @param command what helps, once the cause is gone
     */
    @RecordBuilder
    public record Trouble(
            String words,
            Instant since,
            String stage,
            String message,
            List<String> output,
            String log,
            String root,
            String again,
            String command) {}

    /**
     * What made it another one.
     *
     * @param reasons why it was rebuilt, in words
     * @param packages which packages differ; the first fifty
     * @param more how many more
     */
    public record Change(List<String> reasons, List<Package> packages, long more) {}

    /**
     * A package that differs.
     *
     * @param name its name
     * @param was its versions before
     * @param is its versions now
     */
    public record Package(String name, String was, String is) {}

    /**
     * Something that it was published as.
     *
     * @param name as in {@code r2}, or the rebuild's id where no number is known
     * @param digest the digest
     * @param at when
     * @param reason why
     * @param rebuild the rebuild
     * @param current whether its tags name it now
     * @param command the command that goes back to it, or null
     */
    public record Revision(
            String name, String digest, Instant at, String reason, String rebuild, boolean current, String command) {}

    /**
     * What it was made from.
     *
     * @param what which part
     * @param value its digest, id or name
     */
    public record Part(String what, String value) {}
}
