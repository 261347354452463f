package dev.imprimatur.builder.order;

import dev.imprimatur.messaging.proof.Unsigned;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whose images are built. */
@ConfigMapping(prefix = "imprimatur.order")
public interface OrderConfig {

    /** The public keys of renderers: PEM files, or folders of them; read again for each image. */
    Optional<List<Path>> keys();

    /** What becomes of images that no renderer has signed. */
    @WithDefault("refuse")
    Unsigned unsigned();
}
