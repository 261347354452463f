package dev.imprimatur.tester.proof;

import dev.imprimatur.messaging.proof.Unsigned;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;

/** Whose builds are tested. */
@ConfigMapping(prefix = "imprimatur.builds")
public interface BuildsConfig {

    /** The public keys of builders: PEM files, or folders of them; read again for each event. */
    List<Path> keys();

    /** What becomes of builds that no builder has signed. */
    @WithDefault("refuse")
    Unsigned unsigned();
}
