package dev.imprimatur.publisher.approval;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whose places among rebuilds and rollbacks are believed. */
@ConfigMapping(prefix = "imprimatur.order")
public interface OrderConfig {

    /** The public keys of renderers: PEM files, or folders of them; read again for each verdict. */
    Optional<List<Path>> keys();
}
