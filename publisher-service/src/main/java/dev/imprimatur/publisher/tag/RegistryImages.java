package dev.imprimatur.publisher.tag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.PlainText;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Finds out which image of the catalogue lies in the registry, by the label that the renderer gives to each. */
@ApplicationScoped
class RegistryImages {
    private static final Logger LOG = Logger.getLogger(RegistryImages.class);
    private static final String LABEL = "dev.imprimatur.image";
    private static final int LARGEST_CONFIGURATION = 8 << 20;

    /** The registry works, and what it has is broken. */
    private static final Set<Kind> BROKEN = Set.of(Kind.UNREADABLE, Kind.NOT_FOUND);

    /** More than an index of all platforms has; the repository is locked as long as this looks. */
    private static final int MOST_MANIFESTS = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a manifest says: which image it is, or what else to look at. */
    private record Content(Optional<ImageKey> image, List<Digest> manifests) {}

    @Inject
    RegistryClient registries;

    /**
     * The image with this digest in the tag's repository; empty if it is of no catalogue, or cannot be read, or is not
     * all there. Of an index it is the first image that it names, directly or by further indexes.
     */
    Optional<ImageKey> of(ImageReference tag, Digest digest) {
        Set<Digest> seen = new HashSet<>();
        Deque<Digest> next = new ArrayDeque<>(List.of(digest));
        while (!next.isEmpty() && seen.size() < MOST_MANIFESTS) {
            Digest looked = next.poll();
            if (seen.add(looked)) {
                Content content = read(tag, looked);
                if (content.image.isPresent()) {
                    return content.image;
                }
                next.addAll(content.manifests);
            }
        }
        if (!next.isEmpty()) {
            LOG.warnf("what %s names counts as no image of a catalogue: %d manifests name none", tag, MOST_MANIFESTS);
        }
        return Optional.empty();
    }

    private Content read(ImageReference tag, Digest digest) {
        RepositoryReference repository = RepositoryReference.of(tag);
        try {
            Manifest manifest = registries.manifest(repository.at(digest));
            return manifest.isIndex()
                    ? new Content(
                            Optional.empty(),
                            manifest.manifests().stream()
                                    .map(Descriptor::digest)
                                    .limit(MOST_MANIFESTS)
                                    .toList())
                    : new Content(image(repository, manifest), List.of());
        } catch (RegistryException e) {
            if (!BROKEN.contains(e.kind())) {
                throw e;
            }
            return none(tag, digest, e);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            return none(tag, digest, e);
        }
    }

    private Optional<ImageKey> image(RepositoryReference repository, Manifest manifest) {
        return manifest.blobs().stream()
                .findFirst()
                .filter(configuration -> configuration.size() <= LARGEST_CONFIGURATION)
                .map(configuration -> configuration(repository, configuration))
                .flatMap(RegistryImages::image);
    }

    /** If the size differs from the descriptor, the manifest is wrong and not the registry. */
    private byte[] configuration(RepositoryReference repository, Descriptor configuration) {
        try {
            return registries.blob(repository, configuration, LARGEST_CONFIGURATION);
        } catch (RegistryException e) {
            throw e.kind() == Kind.DIGEST_MISMATCH ? new IllegalArgumentException(e.getMessage(), e) : e;
        }
    }

    private static Content none(ImageReference tag, Digest digest, RuntimeException why) {
        LOG.warnf(
                "what %s names counts as no image of a catalogue, since %s does not say which it is: %s",
                tag, digest, PlainText.bounded(why.getMessage()));
        return new Content(Optional.empty(), List.of());
    }

    private static Optional<ImageKey> image(byte[] configuration) {
        try {
            JsonNode label =
                    JSON.readTree(configuration).path("config").path("Labels").path(LABEL);
            return label.isTextual() ? Optional.of(ImageKey.parse(label.asText())) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
