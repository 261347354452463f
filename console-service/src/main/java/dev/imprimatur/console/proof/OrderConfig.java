package dev.imprimatur.console.proof;

import dev.imprimatur.messaging.proof.Unsigned;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;

/** Whose renderings and ends of rebuilds are shown. */
@ConfigMapping(prefix = "imprimatur.order")
public interface OrderConfig {

    /** The public keys of renderers: PEM files, or folders of them; read again for each event. */
    List<Path> keys();

    /** What becomes of what no renderer has signed. */
    @WithDefault("refuse")
    Unsigned unsigned();
}
