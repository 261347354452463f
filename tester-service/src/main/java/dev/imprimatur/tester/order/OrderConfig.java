package dev.imprimatur.tester.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whose images are tested. */
@ConfigMapping(prefix = "imprimatur.order")
public interface OrderConfig {

    /** The public keys of renderers: PEM files, or folders of them; read anew for each image. */
    Optional<List<Path>> keys();

    /** What becomes of images that no renderer has signed. */
    @WithDefault("refuse")
    Unsigned unsigned();

    /** What becomes of images that no renderer has signed. */
    enum Unsigned {
        /** They are not tested. */
        REFUSE,
        /** They are tested, and have no place: for the time of an upgrade from a release that signs none. */
        ALLOW
    }
}
