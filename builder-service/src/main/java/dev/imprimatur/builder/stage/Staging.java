package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.push.ImagePusher;
import dev.imprimatur.messaging.event.RenderCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.RegistryClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The staging registry. */
@ApplicationScoped
public class Staging {
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
        return StagingTag.of(event, Registry.parse(config.staging()));
    }

    /**
     * What an earlier attempt sent before it died. The image's id is the digest of its configuration then, which is what
     * classic engines call it.
     */
    public Optional<Staged> find(ImageReference tag) {
        return registries.head(tag).map(there -> {
            ImageReference reference = byDigest(tag, there.digest());
            Descriptor configuration = registries.manifest(reference).blobs().getFirst();
            return new Staged(configuration.digest(), reference);
        });
    }

    /**
     * Sends the image, and makes sure that the registry has that very image now.
     *
     * @param bases whose layers need not be compressed and sent again
     */
    public Staged send(
            Digest imageId, ImageReference tag, List<ImageReference> bases, Output output, Cancellation cancellation) {
        Digest there = pusher.push(imageId.value(), tag, layers.of(bases, tag.registry()), output, cancellation);
        return new Staged(imageId, byDigest(tag, there));
    }

    private static ImageReference byDigest(ImageReference tag, Digest digest) {
        return ImageReference.of(tag.registry(), tag.repository(), digest);
    }
}
