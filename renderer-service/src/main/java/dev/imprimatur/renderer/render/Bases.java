package dev.imprimatur.renderer.render;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.plan.Base;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;

/** Resolves what an image is built from to digests. */
@ApplicationScoped
class Bases {
    @Inject
    Upstreams upstreams;

    /**
     * Every base of the image by digest.
     *
     * @throws MissingBaseException if one is not there
     * @throws dev.imprimatur.oci.registry.RegistryException if the registry does not answer or refuses
     */
    Map<String, ImageReference> resolve(PlannedImage image) {
        Map<String, ImageReference> resolved = new TreeMap<>();
        image.bases().forEach((name, base) -> resolved.put(name, resolve(base)));
        return resolved;
    }

    private ImageReference resolve(Base base) {
        if (base.image() != null) {
            return QuarkusTransaction.requiringNew()
                    .call(() -> PublishedImage.reference(base.image()))
                    .orElseThrow(() -> new MissingBaseException("its base " + base.image() + " was never published"));
        }
        return upstreams
                .find(base.upstream())
                .orElseThrow(() -> new MissingBaseException("its base " + base.upstream() + " is not mirrored as "
                        + upstreams.mirror(base.upstream())
                        + "; pull it, tag it so, and push it (./imprimatur setup does that for Debian)"));
    }

    /** A base is not there. */
    static final class MissingBaseException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MissingBaseException(String message) {
            super(message);
        }
    }
}
