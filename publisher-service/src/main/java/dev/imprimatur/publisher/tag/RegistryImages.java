package dev.imprimatur.publisher.tag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.PlainText;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Finds out which image of the catalogue lies in the registry, by the label that the renderer gives to each. */
@ApplicationScoped
class RegistryImages {
    private static final Logger LOG = Logger.getLogger(RegistryImages.class);
    private static final String LABEL = "dev.imprimatur.image";
    private static final int LARGEST_CONFIGURATION = 8 << 20;

    /** The registry is well, and has nothing better. */
    private static final Set<Kind> BROKEN = Set.of(Kind.UNREADABLE, Kind.NOT_FOUND);

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    RegistryClient registries;

    /**
     * The image with this digest in the tag's repository; empty if it is none of a catalogue's. So is what cannot be
     * read, or is not all there: that names no image to anyone.
     */
    Optional<ImageKey> of(ImageReference tag, Digest digest) {
        RepositoryReference repository = RepositoryReference.of(tag);
        try {
            Manifest manifest = registries.manifest(repository.at(digest));
            if (manifest.isIndex()) {
                return manifest.manifests().stream()
                        .flatMap(each -> of(tag, each.digest()).stream())
                        .findFirst();
            }
            return manifest.blobs().stream()
                    .findFirst()
                    .filter(configuration -> configuration.size() <= LARGEST_CONFIGURATION)
                    .map(configuration -> registries.blob(repository, configuration, LARGEST_CONFIGURATION))
                    .flatMap(RegistryImages::image);
        } catch (RegistryException e) {
            if (!BROKEN.contains(e.kind())) {
                throw e;
            }
            return none(tag, digest, e);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            return none(tag, digest, e);
        }
    }

    private static Optional<ImageKey> none(ImageReference tag, Digest digest, RuntimeException why) {
        LOG.warnf(
                "what %s names counts as no image of a catalogue, since %s does not say which it is: %s",
                tag, digest, PlainText.bounded(why.getMessage()));
        return Optional.empty();
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
