package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.BuildKitDockerfile;
import dev.imprimatur.engine.BuildKitRefusal;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.oci.ImageReference;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sees to the images that a build needs before BuildKit does. It takes one of any platform for the one that is wanted,
 * names the image after that, and pulls without a login.
 */
final class BuildKitBases {
    private final Engine engine;
    private final String own;

    /** @param own the engine's platform */
    BuildKitBases(Engine engine, String own) {
        this.engine = engine;
        this.own = own;
    }

    /**
     * Has all of them on the engine.
     *
     * @throws BuildKitRefusal if one of them, or the image itself, is for another platform
     */
    void require(BuildOrder order, Consumer<ImageReference> pull) {
        if (order.platform() != null && !isOwn(order.platform())) {
            throw new BuildKitRefusal(
                    Kind.PLATFORM_MISMATCH,
                    "the engine is one for " + own + ", and by BuildKit nothing is built here for " + order.platform(),
                    "take an engine that has it, or the classic builder");
        }
        for (ImageReference base : bases(order)) {
            if (engine.image(base.toString()).isEmpty()) {
                pull.accept(base);
            }
            engine.image(base.toString())
                    .filter(found -> !isOwn(found.platform()))
                    .ifPresent(found -> {
                        throw new BuildKitRefusal(
                                Kind.PLATFORM_MISMATCH,
                                base + " is for " + found.platform() + ", not " + own,
                                "take a base image of the wanted platform");
                    });
        }
    }

    private boolean isOwn(String platform) {
        return (platform + "/").startsWith(own + "/");
    }

    private static List<ImageReference> bases(BuildOrder order) {
        try {
            return BuildKitDockerfile.images(order.dockerfile()).stream()
                    .map(ImageReference::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new BuildKitRefusal(
                    Kind.DOCKERFILE_INVALID,
                    "an image is named without its registry: " + e.getMessage(),
                    "write it with its registry and a tag or digest");
        }
    }
}
