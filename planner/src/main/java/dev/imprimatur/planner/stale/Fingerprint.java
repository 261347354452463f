package dev.imprimatur.planner.stale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.planner.catalog.Origin;
import dev.imprimatur.planner.plan.PlannedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an image was made from, each part by its digest. The catalogue's revision is no part of it: a commit that leaves
 * an image's own inputs alone does not make it stale.
 *
 * @param template the Dockerfile's template
 * @param values what the template may use: version, variant, code name, arguments
 * @param context the files for {@code COPY}
 * @param tests what the image had to pass
 * @param labels its labels
 * @param platform as in {@code linux/amd64}
 * @param bases what it stands on, by the names under which the template knows them
 */
public record Fingerprint(
        Digest template,
        Digest values,
        Digest context,
        Digest tests,
        Digest labels,
        String platform,
        Map<String, Digest> bases) {

    /** The fingerprint of this image on these bases. */
    public static Fingerprint of(PlannedImage image, Map<String, Digest> bases) {
        Map<String, String> labels = new TreeMap<>(image.labels());
        labels.remove(PlannedImage.REVISION_LABEL);
        return new Fingerprint(
                Digest.of(image.template().getBytes(StandardCharsets.UTF_8)),
                digest(values(image)),
                image.context().digest(),
                digest(image.tests().stream().map(Fingerprint::test).toList()),
                digest(labels),
                image.platform(),
                new TreeMap<>(bases));
    }

    /** Why an image with this fingerprint is not what it was with the earlier one. */
    public List<StaleReason> differences(Fingerprint earlier) {
        Set<String> names = new TreeSet<>(bases.keySet());
        names.addAll(earlier.bases.keySet());
        return Stream.concat(
                        changesSince(earlier).stream(),
                        names.stream()
                                .filter(name -> !Objects.equals(bases.get(name), earlier.bases.get(name)))
                                .map(name ->
                                        StaleReason.ofBase("'" + name + "'", bases.get(name), earlier.bases.get(name))))
                .toList();
    }

    /** Why an image with this fingerprint is not what it was with the earlier one, bases aside. */
    List<StaleReason> changesSince(Fingerprint earlier) {
        return Stream.of(
                        changed(StaleReason.Kind.TEMPLATE_CHANGED, template, earlier.template),
                        changed(StaleReason.Kind.ARGS_CHANGED, values, earlier.values),
                        changed(StaleReason.Kind.CONTEXT_CHANGED, context, earlier.context),
                        changed(StaleReason.Kind.TESTS_CHANGED, tests, earlier.tests),
                        changed(StaleReason.Kind.LABELS_CHANGED, labels, earlier.labels),
                        changed(StaleReason.Kind.PLATFORM_CHANGED, platform, earlier.platform))
                .flatMap(reasons -> reasons)
                .toList();
    }

    /**
     * Of a release that may come from several sources what all of them would give counts, not which of them answered:
     * one that comes and goes makes nothing stale.
     */
    private static Map<String, Object> values(PlannedImage image) {
        Origin origin = image.origin();
        if (origin == null) {
            return image.values();
        }
        Map<Object, Object> args = new TreeMap<>((Map<?, ?>) image.values().get("args"));
        args.keySet().removeAll(origin.args());
        Map<String, Object> values = new TreeMap<>(image.values());
        values.put("args", args);
        values.put("sources", origin.declared());
        return values;
    }

    private static Stream<StaleReason> changed(StaleReason.Kind kind, Object now, Object earlier) {
        return now.equals(earlier) ? Stream.empty() : Stream.of(new StaleReason(kind, null));
    }

    private static List<Object> test(ImageTest test) {
        return List.of(test.name(), test.digest(), test.timeoutSeconds(), test.network());
    }

    private static Digest digest(Object value) {
        try {
            return Digest.of(EventJson.MAPPER
                    .writer()
                    .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an image's inputs are always JSON", e);
        }
    }
}
