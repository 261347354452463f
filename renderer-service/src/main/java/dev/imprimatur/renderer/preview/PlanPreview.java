package dev.imprimatur.renderer.preview;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.Notice;
import dev.imprimatur.planner.diff.TagChange;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.stale.StaleReason;
import dev.imprimatur.renderer.plan.RebuildPlan;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a rebuild would do.
 *
 * @param revision the catalogue's revision
 * @param notices what the catalogue's owner should know
 * @param count how many images it builds
 * @param estimatedSeconds how long it takes, going by earlier rebuilds; null if there were none
 * @param images the images, bases first
 * @param tags what becomes of each tag
 * @param changes how many tags there are of each kind of change
 * @param refused why the rebuild would be refused, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
record PlanPreview(
        String revision,
        List<String> notices,
        int count,
        Long estimatedSeconds,
        List<Image> images,
        List<TagChange> tags,
        Map<String, Long> changes,
        String refused) {

    /**
     * An image that is built.
     *
     * @param image which
     * @param why why
     * @param tags the tags that it gets
     */
    record Image(ImageKey image, List<Reason> why, List<Tag> tags) {}

    /**
     * Why an image is built.
     *
     * @param kind all, selected, needed (as a base that was never published), or a kind of staleness
     * @param detail what exactly, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reason(String kind, String detail) {
        static Reason of(StaleReason reason) {
            return new Reason(reason.kind().toString(), reason.detail());
        }
    }

    static PlanPreview of(RebuildPlan plan, Collection<Allowance> allowed, Optional<Duration> estimate) {
        String refusal = plan.refusal(allowed);
        Predicate<ImageKey> asked = plan.scope().images();
        return PlanPreviewBuilder.builder()
                .revision(plan.revision())
                .notices(plan.plan().notices().stream().map(Notice::toString).toList())
                .count(plan.plan().images().size())
                .estimatedSeconds(estimate.map(Duration::toSeconds).orElse(null))
                .images(plan.plan().images().stream()
                        .map(image -> image(plan, asked, image))
                        .toList())
                .tags(plan.diff().changes())
                .changes(counts(plan.diff().changes()))
                .refused(refusal.isEmpty() ? null : refusal)
                .build();
    }

    private static Image image(RebuildPlan plan, Predicate<ImageKey> asked, PlannedImage image) {
        return new Image(image.image(), reasons(plan, asked, image.image()), image.tags());
    }

    private static List<Reason> reasons(RebuildPlan plan, Predicate<ImageKey> asked, ImageKey image) {
        if (plan.stale().containsKey(image)) {
            return plan.stale().get(image).stream().map(Reason::of).toList();
        }
        if (!asked.test(image) || plan.scope().stale()) {
            return List.of(new Reason("needed", "it is the base of another and was never published"));
        }
        return List.of(new Reason(plan.scope().select() == null ? "all" : "selected", null));
    }

    private static Map<String, Long> counts(List<TagChange> changes) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Arrays.stream(TagChange.Kind.values())
                .forEach(kind -> counts.put(
                        kind.toString(),
                        changes.stream().filter(change -> change.kind() == kind).count()));
        return counts;
    }
}
