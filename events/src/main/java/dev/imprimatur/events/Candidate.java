package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image on its way from plan to publication: what it is, and what it is to be called once it is approved.
 *
 * @param image which image of the catalogue
 * @param buildId the identity of its build
 * @param platform as in {@code linux/amd64}
 * @param pinned the tags that name its full version, one a repository
 * @param aliases the moving tags that are to point to it now
 * @param bases the images it is built from, by digest
 * @param reason why it is rebuilt
 * @param priority how urgent it is
 * @param allow changes of tags that are refused otherwise
 * @param madeFrom what it was rendered from, beside its bases; null from renderers that did not say so yet
 * @param causes what it is rendered from that is another than when it was last published
 * @param endOfLife until when its line is supported, or null if that is not known
 * @param published the digest that the image is published as when this one is rendered, or null
 * @param place the place of its rebuild in the one sequence of rebuilds and rollbacks: tags only go from lower to
 *     higher ones; null from renderers that did not give any yet, and then it is lower than all
 * @param rendered a number of the same sequence, taken before its bases were looked up; null as before
 * @param order what the renderer signs of place, rebuild and image, over the {@link #hash} of all the rest: a DSSE
 *     envelope around an in-toto statement; null as before
 * @param keeps moving tags that are to go to another image and that this one has still, as long as that one fails: the
 *     publisher sets those that it has then; null for none
 */
@RecordBuilder
public record Candidate(
        ImageKey image,
        BuildId buildId,
        String platform,
        List<Tag> pinned,
        List<Tag> aliases,
        List<ImageReference> bases,
        String reason,
        Priority priority,
        List<Allowance> allow,
        MadeFrom madeFrom,
        List<Cause> causes,
        LocalDate endOfLife,
        Digest published,
        Long place,
        Long rendered,
        SignedEnvelope order,
        List<Tag> keeps) {

    /** @throws IllegalArgumentException if image, build or pinned tags are missing */
    public Candidate {
        if (image == null || buildId == null || platform == null || pinned == null || pinned.isEmpty()) {
            throw new IllegalArgumentException(
                    "a candidate needs image, buildId, platform and at least one pinned tag");
        }
        pinned = List.copyOf(pinned);
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        bases = bases == null ? List.of() : List.copyOf(bases);
        priority = priority == null ? Priority.MANUAL : priority;
        causes = causes == null ? List.of() : List.copyOf(causes);
        allow = allow == null ? List.of() : List.copyOf(allow);
        // Null for none, since releases that do not know it would write another JSON.
        keeps = keeps == null || keeps.isEmpty() ? null : List.copyOf(keeps);
    }

    /** The same with other tags. */
    public Candidate tagged(List<Tag> somePinned, List<Tag> someAliases) {
        return CandidateBuilder.builder(this)
                .pinned(somePinned)
                .aliases(someAliases)
                .build();
    }

    /** The same with a place, which is to be signed. */
    public Candidate placed(long somePlace, long whenRendered) {
        return CandidateBuilder.builder(this)
                .place(somePlace)
                .rendered(whenRendered)
                .order(null)
                .build();
    }

    /** The same with what the renderer signs of its place. */
    public Candidate ordered(SignedEnvelope someOrder) {
        return CandidateBuilder.builder(this).order(someOrder).build();
    }

    /** The same with tags that it keeps as long as it has them. */
    public Candidate keeping(List<Tag> some) {
        return CandidateBuilder.builder(this).keeps(some).build();
    }

    /**
     * What stands for all of it but the signature: the SHA-256 of its JSON. A field that is added here is left out of
     * it until no service is left that drops it, as {@code keeps} is, which gives an image no tag that it has not.
     */
    public Digest hash() {
        return EventJson.hash(
                CandidateBuilder.builder(this).order(null).keeps(null).build());
    }

    /** Every tag that it may get: its own, and those that it keeps if it has them. */
    public List<Tag> possibleTags() {
        return keeps == null
                ? tags()
                : Stream.concat(tags().stream(), keeps.stream()).toList();
    }

    /** Every tag, pinned ones first. */
    public List<Tag> tags() {
        return Stream.concat(pinned.stream(), aliases.stream()).toList();
    }
}
