package dev.imprimatur.tester.evidence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;

/** What statements say of this installation. */
@ConfigMapping(prefix = "imprimatur.evidence")
public interface EvidenceConfig {

    /** The platform that builds, as provenance names it: a URI that only this installation uses. */
    @WithName("builder-id")
    @WithDefault("https://imprimatur.dev/builder/v1")
    URI builderId();
}
