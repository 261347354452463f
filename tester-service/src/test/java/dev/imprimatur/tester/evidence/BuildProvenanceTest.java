package dev.imprimatur.tester.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.attestation.statement.Provenance;
import dev.imprimatur.attestation.statement.TestResult.Resource;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EventFixtures;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildProvenanceTest {
    private static final URI BUILDER = URI.create("https://example.com/builder");

    @Test
    void itNamesAllThatWentIntoTheBuild() {
        BuildCompleted built = EventFixtures.event(BuildCompleted.class);

        Provenance provenance = BuildProvenance.of(built, BUILDER);

        assertThat(provenance.buildDefinition().externalParameters())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("image", "node/22.23.3/bookworm", "platform", "linux/amd64", "catalog", "4f2c1d9e"));
        assertThat(provenance.buildDefinition().internalParameters())
                .containsEntry("rebuild", built.rebuildId().value())
                .containsEntry("reason", "weekly rebuild")
                .containsEntry("build", built.candidate().buildId().value());
        assertThat(provenance.buildDefinition().resolvedDependencies())
                .extracting(Resource::name)
                .containsExactly("node-base", "Dockerfile", "context");
        assertThat(provenance.buildDefinition().resolvedDependencies().getFirst())
                .isEqualTo(new Resource(
                        "node-base",
                        "oci://localhost:5000/node-base@sha256:" + "1".repeat(64),
                        Map.of("sha256", "1".repeat(64))));
        assertThat(provenance.runDetails().builder().id()).isEqualTo(BUILDER.toString());
        assertThat(provenance.runDetails().metadata().finishedOn()).isNotNull();
    }
}
