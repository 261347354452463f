package dev.imprimatur.engineaccess.place;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How the places that work needs are watched. */
@ConfigMapping(prefix = "imprimatur.places")
public interface PlacesConfig {

    /** How often each is asked whether it is well: what waits for it goes on that soon. */
    @WithName("check-interval")
    @WithDefault("5s")
    Duration checkInterval();
}
