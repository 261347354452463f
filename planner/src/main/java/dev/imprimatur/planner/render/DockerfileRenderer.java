package dev.imprimatur.planner.render;

import dev.imprimatur.dockerfile.ByteOrderMark;
import dev.imprimatur.events.TemplateLines;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.Problem;
import dev.imprimatur.planner.dockerfile.Mistake;
import dev.imprimatur.planner.plan.Base;
import dev.imprimatur.planner.plan.PlannedImage;
import io.quarkus.qute.Engine;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.ValueResolvers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Renders Dockerfiles with Qute: what a template uses has to exist, every base is pinned by digest, and no value can
 * become an instruction.
 */
public final class DockerfileRenderer {
    private static final Digest UNKNOWN = new Digest("sha256:" + "0".repeat(64));
    private static final Registry SOMEWHERE = Registry.parse("registry.invalid");

    /**
     * Beside more lines, or a larger Dockerfile, their origins are left out: an event has to have room for what is
     * built.
     */
    private static final int MOST_LINES = 10_000;

    private static final int LARGEST_DOCKERFILE = 256 * 1024;

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
            .enableTracing(true)
            .build();

    static {
        QUTE.addTraceListener(BoundedRendering.LIMITS);
    }

    private static final Templates TEMPLATES = new Templates(QUTE);

    private DockerfileRenderer() {}

    /** The Dockerfile of this image on bases whose digests are not known yet: zeros stand there. */
    public static String preview(PlannedImage image) {
        Map<String, ImageReference> bases = new TreeMap<>();
        image.bases().forEach((name, base) -> bases.put(name, ImageReference.of(SOMEWHERE, repository(base), UNKNOWN)));
        return render(image, bases);
    }

    private static Repository repository(Base base) {
        return base.image() == null
                ? Tag.parse(base.upstream()).repository()
                : new Repository(base.image().family());
    }

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
        return labelled(image, bases, created).text();
    }

    /**
     * A Dockerfile, and where its lines come from.
     *
     * @param text the Dockerfile
     * @param template from which lines of the template its lines come; nothing if that cannot be known, or the
     *     Dockerfile is so large that an event may have no room for them. A line that is not known is 0.
     */
    public record Rendered(String text, Optional<TemplateLines> template) {}

    /**
     * The same Dockerfile as of {@link #render}, and where its lines come from.
     *
     * @throws RenderException as there
     */
    public static Rendered rendered(PlannedImage image, Map<String, ImageReference> bases, Instant created) {
        Stages.Labelled labelled = labelled(image, bases, created);
        return new Rendered(labelled.text(), lines(image, bases, labelled));
    }

    private static Optional<TemplateLines> lines(
            PlannedImage image, Map<String, ImageReference> bases, Stages.Labelled labelled) {
        if (image.templateFile() == null) {
            return Optional.empty();
        }
        List<Integer> lines = lines(image, values(image, bases));
        List<Integer> origins = labelled.origins();
        return lines.isEmpty()
                        || origins.size() > MOST_LINES
                        || labelled.text().getBytes(StandardCharsets.UTF_8).length > LARGEST_DOCKERFILE
                ? Optional.empty()
                : Optional.of(new TemplateLines(
                        image.templateFile(),
                        origins.stream().map(line -> lines.get(line - 1)).toList()));
    }

    private static Stages.Labelled labelled(PlannedImage image, Map<String, ImageReference> bases, Instant created) {
        Map<String, Object> values = values(image, bases);
        try {
            String text = new MarkedDockerfile(ByteOrderMark.without(rendered(image.template(), values))).text();
            return new Stages(image.image(), text).labelled(labels(image, bases, created));
        } catch (TemplateException e) {
            throw refused(image, List.of(TemplateMistake.of(e, image.template(), names(image))));
        } catch (BadValueException e) {
            throw refused(image, List.of(new Mistake(e.line(), e.getMessage())));
        } catch (RefusedException e) {
            List<Integer> lines = lines(image, values);
            throw refused(
                    image,
                    e.mistakes().stream()
                            .map(mistake -> new Mistake(
                                    mistake.line() < 1 || mistake.line() > lines.size()
                                            ? 0
                                            : lines.get(mistake.line() - 1),
                                    mistake.message()))
                            .toList());
        }
    }

    private static RenderException refused(PlannedImage image, List<Mistake> mistakes) {
        return new RenderException(mistakes.stream()
                .map(mistake -> new Problem(image.templateName(), mistake.line(), mistake.message()))
                .toList());
    }

    /**
     * From which line of the template each line comes that is rendered; empty if numbers would change what is rendered.
     */
    private static List<Integer> lines(PlannedImage image, Map<String, Object> values) {
        if (!NumberedTemplate.possible(image.template())) {
            return List.of();
        }
        try {
            String numbered = rendered(NumberedTemplate.of(image.template()), values);
            return NumberedTemplate.text(numbered).equals(rendered(image.template(), values))
                    ? NumberedTemplate.lines(numbered)
                    : List.of();
        } catch (TemplateException | BadValueException e) {
            return List.of();
        }
    }

    private static String rendered(String template, Map<String, Object> values) {
        return BoundedRendering.of(TEMPLATES.get(template), values);
    }

    private static Map<String, Object> values(PlannedImage image, Map<String, ImageReference> bases) {
        Map<String, Object> values = new HashMap<>(image.values());
        bases.forEach((name, reference) -> values.put(name, reference.toString()));
        return values;
    }

    /** What a template may use, as it is written. */
    private static Set<String> names(PlannedImage image) {
        Set<String> names = new TreeSet<>(image.bases().keySet());
        image.values().forEach((name, value) -> {
            if (value instanceof Map<?, ?> named) {
                named.keySet().forEach(key -> names.add(name + "." + key));
            } else {
                names.add(name);
            }
        });
        return names;
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
