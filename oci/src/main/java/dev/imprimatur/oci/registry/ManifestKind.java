package dev.imprimatur.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * Distinguishes images from indexes. One digest has to mean one thing to every reader, so what one of them could take
 * for an image and another for an index is refused, as the OCI image specification advises (CVE-2021-41190).
 */
final class ManifestKind {
    private static final Set<String> INDEXES = Set.of(MediaType.OCI_INDEX, MediaType.DOCKER_MANIFEST_LIST);

    /** What only the other kind has; the last is of a form that is not read here. */
    private static final List<String> NOT_IN_INDEX = List.of("config", "layers", "fslayers");

    private static final List<String> NOT_IN_IMAGE = List.of("manifests", "fslayers");

    /** Readers in Go take names in any case. */
    private static final Set<String> KNOWN = Set.of("mediaType", "config", "layers", "manifests", "fsLayers");

    private ManifestKind() {}

    /**
     * The media type of this content.
     *
     * @param said the one that it came with, or null
     * @throws IllegalArgumentException if it is none, or another than the content's own
     */
    static String of(String said, JsonNode content) {
        content.fieldNames().forEachRemaining(ManifestKind::requireExact);
        JsonNode stated = content.path("mediaType");
        // An empty one is none, to readers in Go.
        String own = stated.isTextual() || stated.isMissingNode() ? stated.asText("") : stated.toString();
        if (said != null && !own.isEmpty() && !said.equals(own)) {
            throw new IllegalArgumentException("not a manifest that can be trusted: it came as media type '" + said
                    + "' and says itself that it is '" + own + "'");
        }
        String type = said != null ? said : own;
        if (!MediaType.MANIFESTS.contains(type)) {
            throw new IllegalArgumentException("not a manifest that can be read here: media type '" + type
                    + "', expected one of " + MediaType.MANIFESTS);
        }
        for (String foreign : INDEXES.contains(type) ? NOT_IN_INDEX : NOT_IN_IMAGE) {
            content.fieldNames().forEachRemaining(name -> {
                if (name.equalsIgnoreCase(foreign)) {
                    throw new IllegalArgumentException("not a manifest that can be trusted: it is " + type
                            + " and has '" + name + "', so that others could take it for something else");
                }
            });
        }
        return type;
    }

    private static void requireExact(String name) {

        if (!KNOWN.contains(name) && KNOWN.stream().anyMatch(known -> known.equalsIgnoreCase(name))) {
            throw new IllegalArgumentException(
                    "not a manifest that can be trusted: it has '" + name + "', which others read in any case");
        }
    }
}
