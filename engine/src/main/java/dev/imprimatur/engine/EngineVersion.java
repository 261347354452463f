package dev.imprimatur.engine;

/**
 * What an engine says about itself.
 *
 * @param version its version, {@code 20.10.24}
 * @param apiVersion the newest version of its API, {@code 1.41}
 * @param id its own identity: two addresses of one engine give the same
 */
public record EngineVersion(String version, String apiVersion, String id) {}
