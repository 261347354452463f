package dev.imprimatur.planner.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.Origin;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An image of the plan, with all that is needed to render it once its bases are known by digest.
 *
 * @param image which
 * @param platform as in {@code linux/amd64}
 * @param pinned the tags that name its full version
 * @param aliases the moving tags that are to point to it
 * @param bases what it is built from, by the name under which the template knows it
 * @param template the Dockerfile's template
 * @param templateFile the template's file, relative to the catalogue; null in plans of earlier releases
 * @param values what the template may use
 * @param origin where its release comes from, or null if the family has no several sources for it
 * @param labels labels of the final stage
 * @param context the files for {@code COPY}
 * @param tests what it has to pass
 * @param endOfLife until when its line is supported, or null if that is not known
 */
@RecordBuilder
public record PlannedImage(
        ImageKey image,
        String platform,
        List<Tag> pinned,
        List<Tag> aliases,
        Map<String, Base> bases,
        String template,
        @JsonInclude(JsonInclude.Include.NON_NULL) String templateFile,
        Map<String, Object> values,
        @JsonInclude(JsonInclude.Include.NON_NULL) Origin origin,
        Map<String, String> labels,
        Archive context,
        List<ImageTest> tests,
        @JsonInclude(JsonInclude.Include.NON_NULL) LocalDate endOfLife) {
    /** Says which revision of the catalogue an image comes from. */
    public static final String REVISION_LABEL = "org.opencontainers.image.revision";

    /** The same image with one more label. */
    public PlannedImage labelled(String name, String value) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(name, value);
        return PlannedImageBuilder.builder(this).labels(more).build();
    }

    /** The same image with other archives in place of its own. */
    public PlannedImage packed(UnaryOperator<Archive> other) {
        return PlannedImageBuilder.builder(this)
                .context(other.apply(context))
                .tests(tests.stream()
                        .map(test -> test.packed(other.apply(test.files())))
                        .toList())
                .build();
    }

    /** The template's name for messages. */
    @JsonIgnore
    public String templateName() {
        return templateFile == null ? "the template of " + image : templateFile;
    }

    /** Every tag, pinned ones first. */
    @JsonIgnore
    public List<Tag> tags() {
        return Stream.concat(pinned.stream(), aliases.stream()).toList();
    }

    /** The images of the same plan that have to be published before. */
    @JsonIgnore
    public List<ImageKey> parents() {
        return bases.values().stream()
                .filter(base -> base.image() != null)
                .map(Base::image)
                .distinct()
                .toList();
    }
}
