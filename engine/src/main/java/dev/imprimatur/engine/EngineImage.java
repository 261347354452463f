package dev.imprimatur.engine;

import dev.imprimatur.oci.Digest;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/**
 * An image as an engine has it.
 *
 * @param id its full id; compare it only with ids of the same engine
 * @param repoDigests {@code registry/repository@digest} for each repository that it was pulled from or pushed to
 * @param tags its names, {@code registry/repository:tag}
 * @param labels its labels
 * @param layers the digests of its layers' uncompressed contents, the lowest first
 * @param entrypoint its entry point, empty if it has none
 * @param command its command, empty if it has none
 * @param environment its environment, each as {@code NAME=value}
 * @param platform as in {@code linux/amd64}
 * @param size its size on the engine in bytes
 */
@RecordBuilder
public record EngineImage(
        Digest id,
        List<String> repoDigests,
        List<String> tags,
        Map<String, String> labels,
        List<Digest> layers,
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        String platform,
        long size) {}
