package dev.imprimatur.tester.evidence;

import dev.imprimatur.attestation.statement.Provenance;
import dev.imprimatur.attestation.statement.TestResult.Resource;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.MadeFrom;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes a build in the words of SLSA. */
final class BuildProvenance {
    private BuildProvenance() {}

    static Provenance of(BuildCompleted built, URI builder) {
        Candidate candidate = built.candidate();
        MadeFrom from = candidate.madeFrom();
        Map<String, String> external = new LinkedHashMap<>();
        external.put("image", candidate.image().toString());
        external.put("platform", candidate.platform());
        put(external, "catalog", from == null ? null : from.catalog());
        Map<String, String> internal = new LinkedHashMap<>();
        internal.put("build", candidate.buildId().value());
        internal.put("rebuild", built.rebuildId().value());
        put(internal, "reason", candidate.reason());
        Attempt last = built.attempts().isEmpty() ? null : built.attempts().getLast();
        Instant started = last == null ? null : last.startedAt();
        return new Provenance(
                new Provenance.BuildDefinition(Provenance.BUILD_TYPE, external, internal, inputs(candidate, from)),
                new Provenance.RunDetails(
                        new Provenance.Builder(builder.toString()),
                        new Provenance.Metadata(
                                built.rebuildId() + "/" + candidate.image(),
                                started,
                                started == null ? built.occurredAt() : started.plusMillis(last.durationMillis()))));
    }

    private static List<Resource> inputs(Candidate candidate, MadeFrom from) {
        List<Resource> inputs = new ArrayList<>();
        for (ImageReference base : candidate.bases()) {
            inputs.add(new Resource(base.repository().path(), "oci://" + base, sha256(base.digest())));
        }
        if (from != null) {
            inputs.add(new Resource("Dockerfile", null, sha256(from.dockerfile())));
            inputs.add(new Resource("context", null, sha256(from.context())));
        }
        return inputs;
    }

    private static Map<String, String> sha256(Digest digest) {
        return Map.of("sha256", digest.hex());
    }

    private static void put(Map<String, String> parameters, String name, String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
