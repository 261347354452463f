package dev.imprimatur.publisher.approval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Whose verdicts are believed, and for how long. */
@ConfigMapping(prefix = "imprimatur.trust")
public interface TrustConfig {

    /** The public keys of testers: PEM files, or folders of them; read again for each verdict. */
    List<Path> keys();

    /** How old a verdict may be when it comes. */
    @WithName("max-age")
    @WithDefault("24h")
    Duration maxAge();

    /** How far the clocks of tester and publisher may differ. */
    @WithName("clock-skew")
    @WithDefault("2m")
    Duration clockSkew();
}
