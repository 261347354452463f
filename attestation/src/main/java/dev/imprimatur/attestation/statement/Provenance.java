package dev.imprimatur.attestation.statement;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The predicate "SLSA provenance", version 1: what an image was built from, by whom, and when.
 *
 * @param buildDefinition what was built
 * @param runDetails who built it, and when
 */
public record Provenance(BuildDefinition buildDefinition, RunDetails runDetails) {
    /** The predicate's type. */
    public static final String TYPE = "https://slsa.dev/provenance/v1";
    /** What kind of build it is, and so what its parameters mean: docs/verify.md says it. */
    public static final String BUILD_TYPE = "https://imprimatur.dev/build/v1";

    /**
     * What was built.
     *
     * @param buildType {@link #BUILD_TYPE}
     * @param externalParameters what the requester of the build decided
     * @param internalParameters what Imprimatur decided
     * @param resolvedDependencies what went into it, each by digest
     */
    public record BuildDefinition(
            String buildType,
            Map<String, String> externalParameters,
            Map<String, String> internalParameters,
            List<TestResult.Resource> resolvedDependencies) {}

    /**
     * Who built it, and when.
     *
     * @param builder the platform that built
     * @param metadata of this one build
     */
    public record RunDetails(Builder builder, Metadata metadata) {}

    /**
     * The platform that built.
     *
     * @param id a URI
     */
    public record Builder(String id) {}

    /**
     * One build.
     *
     * @param invocationId its id
     * @param startedOn when its last attempt began, ISO 8601
     * @param finishedOn when that ended
     */
    public record Metadata(String invocationId, String startedOn, String finishedOn) {
        /** With times, which may be null. */
        public Metadata(String invocationId, Instant startedOn, Instant finishedOn) {
            this(invocationId, text(startedOn), text(finishedOn));
        }

        private static String text(Instant time) {
            return time == null ? null : time.toString();
        }
    }
}
