package dev.imprimatur.planner.catalog;

/** What an image is built from. */
public sealed interface From {
    /**
     * An image from outside, resolved when the image is rendered.
     *
     * @param image repository and tag, {@code debian:bookworm}
     */
    record Upstream(String image) implements From {}

    /**
     * An image of this catalogue.
     *
     * @param family its family
     * @param version its version, or null for the newest release on that variant, a pre-release only where there is no
     *     release
     * @param variant its variant
     */
    record InCatalog(String family, String version, String variant) implements From {}
}
