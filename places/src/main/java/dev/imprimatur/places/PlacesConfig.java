package dev.imprimatur.places;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the places that work needs are watched. */
@ConfigMapping(prefix = "imprimatur.places")
public interface PlacesConfig {

    /** How often each is asked whether it is well: what waits for it goes on that soon. */
    @WithName("check-interval")
    @WithDefault("5s")
    Duration checkInterval();

    /**
     * Mirrors that the commands of builds and tests fetch packages from, by addresses that this service can ask too:
     * what one of them fails waits until it answers again.
     */
    Optional<List<URI>> mirrors();
}
