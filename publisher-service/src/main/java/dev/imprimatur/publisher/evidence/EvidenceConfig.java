package dev.imprimatur.publisher.evidence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much the evidence beside images matters. */
@ConfigMapping(prefix = "imprimatur.evidence")
public interface EvidenceConfig {

    /** What becomes of an image whose evidence a registry does not take. */
    @WithDefault("required")
    Rule rule();

    /** What becomes of an image whose evidence a registry does not take. */
    enum Rule {
        /** It is not published. */
        REQUIRED,
        /** It is published without; that is logged. */
        BEST_EFFORT
    }
}
