package dev.imprimatur.publisher.signature;

import dev.imprimatur.messaging.proof.Unsigned;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which publications of the past are believed to be a publisher's. */
@ConfigMapping(prefix = "imprimatur.publications")
public interface PublicationsConfig {

    /** Public keys of publishers beside its own and those of its trust folder: files or folders. */
    Optional<List<Path>> keys();

    /**
     * {@code allow} takes them over into a restored database: for a backup from before an upgrade from a release that
     * signs none.
     */
    @WithDefault("refuse")
    Unsigned unsigned();
}
