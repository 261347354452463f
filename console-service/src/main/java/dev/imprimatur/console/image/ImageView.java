package dev.imprimatur.console.image;

import dev.imprimatur.events.Verdict;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * A published image, as REST shows it.
 *
 * @param image family/version/variant
 * @param family its family
 * @param version its version
 * @param variant its variant
 * @param digest the one digest that all its tags point to
 * @param imageId the engine's id of what was built
 * @param tags the full references of its tags, pinned ones first
 * @param verdict the tester's
 * @param rebuildId the rebuild that published it
 * @param publishedAt when its tags were last set
 * @param reason why it was rebuilt
 */
@RecordBuilder
public record ImageView(
        String image,
        String family,
        String version,
        String variant,
        String digest,
        String imageId,
        List<String> tags,
        Verdict verdict,
        String rebuildId,
        Instant publishedAt,
        String reason) {

    /** What this row says. */
    static ImageView of(PublishedImage image) {
        return ImageViewBuilder.builder()
                .image(image.image)
                .family(image.family)
                .version(image.version)
                .variant(image.variant)
                .digest(image.digest)
                .imageId(image.imageId)
                .tags(List.of(image.tags))
                .verdict(image.verdict)
                .rebuildId(image.rebuildId)
                .publishedAt(image.publishedAt)
                .reason(image.reason)
                .build();
    }
}
