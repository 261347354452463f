package dev.imprimatur.renderer.plan;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.LeftOut;
import dev.imprimatur.planner.diff.TagChange;
import dev.imprimatur.planner.diff.TagDiff;
import dev.imprimatur.planner.plan.FrozenImage;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.stale.StaleReason;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a rebuild would do.
 *
 * @param scope what it is about
 * @param revision the catalogue's revision
 * @param plan the images that it builds
 * @param stale why, of those that are stale; empty unless it is about what is stale
 * @param diff what becomes of tags
 * @param largeFolders the folders whose archives are too large for events, by their archives' digests
 */
public record RebuildPlan(
        RebuildScope scope,
        String revision,
        Plan plan,
        Map<ImageKey, List<StaleReason>> stale,
        TagDiff diff,
        Map<Digest, Path> largeFolders) {

    /** Whether there is nothing to build though something was asked for. */
    public boolean selectsNothing() {
        return plan.images().isEmpty() && !scope.stale();
    }

    /** What to say of that. An image whose line has ended is in the catalogue, and yet not built. */
    public String nothingSelected() {
        boolean ended = Stream.concat(plan.frozen().stream().map(FrozenImage::image), plan.retired().stream())
                .anyMatch(scope.images());
        return (scope.select() == null
                        ? "the catalogue has no image to build"
                        : "no image of the catalogue matches '" + scope.select()
                                + "'; patterns are over family/version/variant, for example node/22.*/bookworm;"
                                + " imprimatur rebuild --all --dry-run lists its images")
                + (ended ? "; images whose line has ended are frozen and not built" : "");
    }

    /** Why the rebuild is refused given what is allowed; empty if it is not. */
    public String refusal(Collection<Allowance> allowed) {
        List<TagChange> refused = diff.refused(allowed);
        if (refused.isEmpty()) {
            return "";
        }
        return refused.stream().map(TagChange::toString).collect(Collectors.joining("\n"))
                + "\nIf that is meant, allow "
                + refused.stream()
                        .map(change -> change.needs().toString())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(","))
                + " with the request; ./imprimatur rebuild has --allow";
    }

    /**
     * What the rebuild has to report of families that it asks for and that are left out of the plan, if there are any.
     */
    Optional<FailureReport> leftOut() {
        List<LeftOut> families = plan.leftOut().stream()
                .filter(family -> scope.mayPick(family.family()))
                .toList();
        return families.isEmpty()
                ? Optional.empty()
                : Optional.of(FailureReport.of(
                        FailureKinds.FAMILY_LEFT_OUT,
                        false,
                        families.stream().map(LeftOut::toString).collect(Collectors.joining("\n"))));
    }

    /** The moving tags that no image is to have any more, and of which that was not allowed before. */
    List<Tag> vanishing() {
        return tags(change -> change.needs() == Allowance.VANISH);
    }

    /** The tags that no image is to have any more. */
    List<Tag> vanished() {
        return tags(change -> change.kind() == TagChange.Kind.VANISHED);
    }

    private List<Tag> tags(Predicate<TagChange> which) {
        return diff.changes().stream().filter(which).map(TagChange::tag).toList();
    }
}
