package dev.imprimatur.engineaccess;

import dev.imprimatur.engine.EngineSettings;
import io.smallrye.config.ConfigMapping;

/** Which container engine is used, and within which bounds. */
@ConfigMapping(prefix = "imprimatur.engine")
public interface EngineConfig extends EngineSettings {}
