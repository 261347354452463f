package dev.imprimatur.planner.render;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.plan.PlannedImage;
import io.quarkus.qute.Engine;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.ValueResolvers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Renders Dockerfiles with Qute: what a template uses has to exist, every base is pinned by digest, and no value can
 * become an instruction.
 */
public final class DockerfileRenderer {
    private static final Engine QUTE = Engine.builder()
            .addDefaultSectionHelpers()
            .addValueResolver(ValueResolvers.mapResolver())
            .addValueResolver(ValueResolvers.mapperResolver())
            .addValueResolver(ValueResolvers.orResolver())
            .addValueResolver(ValueResolvers.trueResolver())
            .addValueResolver(ValueResolvers.logicalAndResolver())
            .addValueResolver(ValueResolvers.equalsResolver())
            .addResultMapper(new MarkedValue())
            .strictRendering(true)
            .removeStandaloneLines(true)
            .build();

    private static final Templates TEMPLATES = new Templates(QUTE);

    private DockerfileRenderer() {}

    /**
     * The Dockerfile of this image on these bases.
     *
     * @param bases every base by its name in the template, by digest
     * @throws RenderException if the template is broken, or uses what there is not, or builds from what is not pinned
     */
    public static String render(PlannedImage image, Map<String, ImageReference> bases) {
        return render(image, bases, null);
    }

    /**
     * The Dockerfile of this image on these bases, as part of a rebuild.
     *
     * @param bases every base by its name in the template, by digest
     * @param created when the rebuild was requested, kept to the second; null if there is none
     * @throws RenderException if the template is broken, or uses what there is not, or builds from what is not pinned
     */
    public static String render(PlannedImage image, Map<String, ImageReference> bases, Instant created) {
        Map<String, Object> values = new HashMap<>(image.values());
        bases.forEach((name, reference) -> values.put(name, reference.toString()));
        String marked;
        try {
            marked = TEMPLATES.get(image.template()).instance().data(values).render();
        } catch (TemplateException | IllegalArgumentException e) {
            throw new RenderException("the template of " + image.image() + " cannot be rendered: " + e.getMessage());
        }
        String text = new MarkedDockerfile(image.image(), marked).text();
        return new Stages(image.image(), text).labelled(labels(image, bases, created));
    }

    private static Map<String, String> labels(PlannedImage image, Map<String, ImageReference> bases, Instant created) {
        Map<String, String> labels = new TreeMap<>(image.labels());
        if (created != null) {
            labels.put(
                    "org.opencontainers.image.created",
                    created.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        ImageReference base = bases.get("base");
        if (base != null) {
            labels.put(
                    "org.opencontainers.image.base.name",
                    image.bases().get("base").toString());
            labels.put("org.opencontainers.image.base.digest", base.digest().value());
        }
        return labels;
    }
}
