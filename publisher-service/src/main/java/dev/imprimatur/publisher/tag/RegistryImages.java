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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Finds out which image of the catalogue lies in the registry, by the label that the renderer gives to each. */
@ApplicationScoped
class RegistryImages {
    private static final Logger LOG = Logger.getLogger(RegistryImages.class);
    private static final String LABEL = "dev.imprimatur.image";
    private static final int LARGEST_CONFIGURATION = 8 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    RegistryClient registries;

    /** The image with this digest in the tag's repository; empty if it is none of a catalogue's. */
    Optional<ImageKey> of(ImageReference tag, Digest digest) {
        RepositoryReference repository = RepositoryReference.of(tag);
        Manifest manifest = registries.manifest(repository.at(digest));
        if (manifest.isIndex()) {
            List<Descriptor> images = manifest.manifests();
            return images.isEmpty()
                    ? Optional.empty()
                    : of(tag, images.getFirst().digest());
        }
        return manifest.blobs().stream()
                .findFirst()
                .map(configuration -> registries.blob(repository, configuration, LARGEST_CONFIGURATION))
                .flatMap(configuration -> image(tag, configuration));
    }

    private static Optional<ImageKey> image(ImageReference tag, byte[] configuration) {
        try {
            JsonNode label =
                    JSON.readTree(configuration).path("config").path("Labels").path(LABEL);
            return label.isTextual() ? Optional.of(ImageKey.parse(label.asText())) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf("what %s names does not say which image it is: %s", tag, PlainText.bounded(e.getMessage()));
            return Optional.empty();
        }
    }
}
