package dev.imprimatur.builder.proof;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;

/** Whose rejections end what was built. */
@ConfigMapping(prefix = "imprimatur.trust")
public interface TrustConfig {

    /** The public keys of testers: PEM files, or folders of them; read again for each verdict. */
    List<Path> keys();
}
