package dev.imprimatur.publisher.drift;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is done about tags that another program moved. */
@ConfigMapping(prefix = "imprimatur.drift")
interface DriftConfig {

    /** What a tag that differs leads to. */
    enum Rule {
        /** Published tags are not read back. */
        OFF,
        /** It is reported. */
        REPORT,
        /** It is reported, and set to what it was published as. */
        REPAIR
    }

    /** What a tag that differs leads to. */
    @WithDefault("report")
    Rule rule();

    /** How often all published tags are read back. */
    @WithDefault("1h")
    Duration interval();
}
