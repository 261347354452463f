package dev.imprimatur.logs.excerpt;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** What of logs is kept beside images. */
@ConfigMapping(prefix = "imprimatur.logs")
interface ExcerptConfig {

    /** How much text of a log is put beside its image in registries; 0 puts none there. */
    @WithName("beside-image")
    @WithDefault("4M")
    MemorySize besideImage();
}
