package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.push.ImagePusher;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The staging registry. */
@ApplicationScoped
public class Staging {
    private static final Logger LOG = Logger.getLogger(Staging.class);

    @Inject
    BuilderConfig config;

    @Inject
    ImagePusher pusher;

    @Inject
    BaseLayers layers;

    @Inject
    RegistryClient registries;

    /** The tag of this event's build. */
    public ImageReference tag(RenderCompleted event) {
        return StagingTag.of(event, config.staging());
    }

    /**
     * What an earlier attempt pushed before it died. The image's id is then the digest of its configuration, as classic
     * engines have it. A manifest of Docker's kind is deleted: the engine pushed it, and the attempt died before it put
     * the image's own manifest in its place. What cannot be read, or has no configuration, as an index, is a
     * stranger's.
     */
    public Optional<Staged> find(ImageReference tag) {
        Optional<ImageReference> there = registries.head(tag).map(found -> byDigest(tag, found.digest()));
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try {
            Manifest manifest = registries.manifest(there.get());
            if (manifest.mediaType().equals(MediaType.DOCKER_MANIFEST)) {
                delete(there.get());
                return Optional.empty();
            }
            return manifest.blobs().stream().findFirst().map(config -> new Staged(config.digest(), there.get()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.UNREADABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void delete(ImageReference unfinished) {
        try {
            registries.deleteManifest(unfinished);
        } catch (RegistryException e) {
            LOG.debugf("%s stays in staging, without its tag: %s", unfinished, e.getMessage());
        }
    }

    /**
     * Sends the image, and makes sure that the registry has that very image now.
     *
     * @param bases whose layers need not be compressed and sent again
     * @param named hears the digest of its manifest before the registry has it under the tag
     */
    public Staged send(
            Digest imageId,
            ImageReference tag,
            List<ImageReference> bases,
            Output output,
            Cancellation cancellation,
            Consumer<Digest> named) {
        Digest there = pusher.push(imageId.value(), tag, layers.of(bases, tag.registry()), output, cancellation, named);
        return new Staged(imageId, byDigest(tag, there));
    }

    private static ImageReference byDigest(ImageReference tag, Digest digest) {
        return ImageReference.of(tag.registry(), tag.repository(), digest);
    }
}
