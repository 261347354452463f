package dev.imprimatur.publisher;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.OptionalInt;

/** How long revisions can be gone back to. */
@ConfigMapping(prefix = "imprimatur.revisions")
public interface RevisionConfig {

    /** How many of the newest revisions of each image stay, whatever their age. Without it all stay for ever. */
    OptionalInt keep();

    /** How long any revision stays after it was published, however many there are. */
    @WithName("keep-for")
    @WithDefault("90d")
    Duration keepFor();
}
