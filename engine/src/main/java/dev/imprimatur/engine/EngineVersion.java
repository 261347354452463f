package dev.imprimatur.engine;

import java.util.List;

/**
 * What an engine says about itself.
 *
 * @param version its version, {@code 20.10.24}
 * @param apiVersion the newest version of its API, {@code 1.41}
 * @param id its own identity: two addresses of one engine give the same
 * @param unheld limits that are wanted of it and that it cannot hold, by their keys below {@code limits.}
 */
public record EngineVersion(String version, String apiVersion, String id, List<String> unheld) {

    /** An engine that holds what is wanted of it. */
    public EngineVersion(String version, String apiVersion, String id) {
        this(version, apiVersion, id, List.of());
    }
}
