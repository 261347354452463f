package dev.imprimatur.builder.engine;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Which container engine is used. */
@ConfigMapping(prefix = "imprimatur.engine")
public interface EngineConfig {

    /** Its address, {@code unix:///…} or {@code tcp://…}; otherwise DOCKER_HOST, else the usual socket. */
    Optional<String> host();
}
