package dev.imprimatur.renderer.order;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which places and ends of rebuilds of the past are believed to be a renderer's. */
@ConfigMapping(prefix = "imprimatur.order")
public interface OrderConfig {

    /** Public keys of renderers beside its own and those of its trust folder: files or folders. */
    Optional<List<Path>> keys();
}
