package dev.imprimatur.oci.registry;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A manifest exactly as a registry holds it. Its digest is that of its bytes, so these are never written again. */
public final class Manifest {
    /** Readers differ in which one of two equal names counts, so none may be there twice. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The configuration of artifacts that have none. */
    static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private static final Descriptor EMPTY_CONFIG = new Descriptor(Digest.of(EMPTY), MediaType.OCI_EMPTY, EMPTY.length);

    private final String mediaType;
    private final byte[] bytes;
    private final Digest digest;
    private final JsonNode content;

    private Manifest(String mediaType, byte[] bytes, JsonNode content) {
        this.mediaType = mediaType;
        this.bytes = bytes;
        this.digest = Digest.of(bytes);
        this.content = content;
    }

    /**
     * The manifest of these bytes.
     *
     * @param mediaType the media type that the registry names, or null to take the one that the manifest names itself
     * @throws IllegalArgumentException if the bytes are no image manifest and no index of OCI or of Docker's schema 2,
     *     or could be taken for both
     */
    public static Manifest of(String mediaType, byte[] bytes) {
        JsonNode content = read(bytes);
        return new Manifest(ManifestKind.of(mediaType, content), bytes.clone(), content);
    }

    /**
     * An image of OCI. The same parts always give the same bytes, and so the same digest.
     *
     * @param config its configuration
     * @param layers its layers, the lowest first
     */
    public static Manifest ofImage(Descriptor config, List<Descriptor> layers) {
        ObjectNode content = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaType.OCI_MANIFEST);
        describe(content.putObject("config"), config);
        ArrayNode array = content.putArray("layers");
        layers.forEach(layer -> describe(array.addObject(), layer));
        return of(null, content.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** This image with these annotations; the same ones give the same bytes. Without any it is as it was. */
    public Manifest annotated(Map<String, String> annotations) {
        if (annotations.isEmpty()) {
            return this;
        }
        ObjectNode json = content.deepCopy();
        ObjectNode notes = json.putObject("annotations");
        new TreeMap<>(annotations).forEach(notes::put);
        return of(mediaType, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What it says of itself beside its parts. */
    public Map<String, String> annotations() {
        return texts(content.path("annotations"));
    }

    /**
     * An artifact: content that is no image, after the OCI image specification 1.1. The same content always gives the
     * same bytes, and so the same digest.
     *
     * @param artifactType what kind of artifact it is, a media type
     * @param content the one blob that it consists of
     */
    public static Manifest ofArtifact(String artifactType, Descriptor content) {
        return of(null, artifact(artifactType, content).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode artifact(String artifactType, Descriptor content) {
        ObjectNode json = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaType.OCI_MANIFEST);
        json.put("artifactType", artifactType);
        describe(json.putObject("config"), EMPTY_CONFIG);
        describe(json.putArray("layers").addObject(), content);
        return json;
    }

    /**
     * An artifact that says something about another manifest, after the OCI image specification 1.1. The same parts
     * always give the same bytes.
     *
     * @param artifactType what kind of artifact it is, a media type
     * @param content the one blob that it consists of
     * @param subject what it is about
     * @param annotations for those who look for it; also in the subject's list of referrers
     */
    public static Manifest ofArtifact(
            String artifactType, Descriptor content, Descriptor subject, Map<String, String> annotations) {
        ObjectNode json = artifact(artifactType, content);
        describe(json.putObject("subject"), subject);
        ObjectNode notes = json.putObject("annotations");
        new TreeMap<>(annotations).forEach(notes::put);
        return of(null, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** This index, or a new one if there is none, with more of what refers to its subject. */
    static Manifest listing(Optional<Manifest> index, List<Referrer> referrers) {
        ObjectNode json = index.map(known -> (ObjectNode) known.content.deepCopy())
                .orElseGet(() -> JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaType.OCI_INDEX));
        for (Referrer referrer : referrers) {
            ObjectNode entry = json.withArray("manifests").addObject();
            describe(entry, referrer.descriptor());
            entry.put("artifactType", referrer.artifactType());
            ObjectNode notes = entry.putObject("annotations");
            new TreeMap<>(referrer.annotations()).forEach(notes::put);
        }
        return of(null, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void describe(ObjectNode node, Descriptor descriptor) {
        node.put("mediaType", descriptor.mediaType())
                .put("digest", descriptor.digest().value())
                .put("size", descriptor.size());
    }

    private static JsonNode read(byte[] bytes) {
        try {
            JsonNode content = JSON.readTree(bytes);
            if (content != null && content.isObject()) {
                return content;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not a manifest: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("not a manifest: expected a JSON object");
    }

    /** Its media type. */
    public String mediaType() {
        return mediaType;
    }

    /** Its bytes, as the registry holds them. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The digest of its bytes. */
    public Digest digest() {
        return digest;
    }

    /** Its own descriptor. */
    public Descriptor descriptor() {
        return new Descriptor(digest, mediaType, bytes.length);
    }

    /** Whether it names other manifests, one a platform, instead of an image. */
    public boolean isIndex() {
        return mediaType.equals(MediaType.OCI_INDEX) || mediaType.equals(MediaType.DOCKER_MANIFEST_LIST);
    }

    /**
     * The manifests that an index names; none for an image.
     *
     * @throws IllegalArgumentException if one of them is not described as the specification says
     */
    public List<Descriptor> manifests() {
        return descriptors(content.path("manifests"));
    }

    /**
     * The blobs that an image needs in its registry, its configuration first; none for an index. Layers that may not be
     * distributed lie elsewhere and are left out.
     *
     * @throws IllegalArgumentException if one of them is not described as the specification says
     */
    public List<Descriptor> blobs() {
        JsonNode config = content.path("config");
        Stream<Descriptor> first = config.isObject() ? Stream.of(descriptor(config)) : Stream.empty();
        return Stream.concat(first, descriptors(content.path("layers")).stream())
                .distinct()
                .toList();
    }

    /**
     * An image's layers, the lowest first, one as often as the image has it; none for an index.
     *
     * @throws IllegalArgumentException if one of them is not described as the specification says
     */
    public List<Descriptor> layers() {
        return descriptors(content.path("layers"));
    }

    /** What this manifest is about, if it is an artifact that is about another one. */
    public Optional<Descriptor> subject() {
        return content.hasNonNull("subject") ? Optional.of(descriptor(content.get("subject"))) : Optional.empty();
    }

    /** What kind of artifact it is, a media type; empty for an image. */
    public String artifactType() {
        return content.path("artifactType").asText("");
    }

    /** How this artifact is listed among its subject's referrers. */
    Referrer referrer() {
        return new Referrer(descriptor(), artifactType(), texts(content.path("annotations")));
    }

    /** What an index of referrers lists; an entry that names nothing by a digest known here is left out. */
    List<Referrer> referrers() {
        return content.path("manifests").valueStream().flatMap(this::referrer).toList();
    }

    private Stream<Referrer> referrer(JsonNode entry) {
        try {
            return Stream.of(new Referrer(
                    descriptor(entry), entry.path("artifactType").asText(""), texts(entry.path("annotations"))));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    private static Map<String, String> texts(JsonNode annotations) {
        Map<String, String> texts = new TreeMap<>();
        annotations
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private List<Descriptor> descriptors(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(node -> !node.hasNonNull("urls"))
                .map(this::descriptor)
                .toList();
    }

    private Descriptor descriptor(JsonNode node) {
        try {
            return new Descriptor(
                    new Digest(node.path("digest").asText(null)),
                    node.path("mediaType").asText(null),
                    node.path("size").asLong(-1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("manifest " + digest + " names content badly: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return mediaType + " " + digest;
    }
}
