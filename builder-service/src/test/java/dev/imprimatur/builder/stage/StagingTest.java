package dev.imprimatur.builder.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a builder that was killed left in a real staging registry. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class StagingTest {
    private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

    @Inject
    Staging staging;

    @Inject
    RegistryClient registries;

    private ImageReference tag;
    private Digest config;

    @BeforeEach
    void sendConfiguration() {
        tag = Surroundings.staging("killed-" + UUID.randomUUID() + ":b-1");
        config = registries.putBlob(RepositoryReference.of(tag), CONFIG);
    }

    @Test
    void anImageThatWasSentIsFound() {
        Manifest own = Manifest.ofImage(new Descriptor(config, MediaType.OCI_CONFIG, CONFIG.length), List.of());
        registries.putManifest(tag, own);

        assertThat(staging.find(tag)).hasValueSatisfying(found -> {
            assertThat(found.imageId()).isEqualTo(config);
            assertThat(found.reference().digest()).isEqualTo(own.digest());
        });
    }

    @Test
    void whatOnlyTheEngineLeftIsNoImageAndGoes() {
        Manifest engines = Manifest.of(MediaType.DOCKER_MANIFEST, """
                {"schemaVersion": 2, "mediaType": "%s", "layers": [],
                 "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "digest": "%s", "size": 2}}""".formatted(MediaType.DOCKER_MANIFEST, config)
                .getBytes(StandardCharsets.UTF_8));
        registries.putManifest(tag, engines);

        assertThat(staging.find(tag)).isEmpty();

        assertThat(registries.head(RepositoryReference.of(tag).at(engines.digest())))
                .isEmpty();
        assertThat(registries.head(tag)).isEmpty();
        assertThat(staging.find(tag)).isEmpty();
    }

    /** Others may push to staging, by programs that write what no builder does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"manifests\": []",
                "\"layers\": [], \"config\": {\"digest\": \"CONFIG\", \"size\": 2}",
                "\"layers\": [], \"Layers\": [], \"config\": {\"mediaType\": \"TYPE\", \"digest\": \"CONFIG\", \"size\": 2}"
            })
    void whatNoBuilderSendsIsNoImage(String fields) throws Exception {
        String type = fields.contains("manifests") ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
        String manifest = "{\"schemaVersion\": 2, \"mediaType\": \"" + type + "\", "
                + fields.replace("CONFIG", config.value()).replace("TYPE", MediaType.OCI_CONFIG) + "}";
        HttpResponse<String> put = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        tag.registry().uri().resolve("/v2/" + tag.repository() + "/manifests/b-1"))
                                .header("Content-Type", type)
                                .PUT(HttpRequest.BodyPublishers.ofString(manifest))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);

        assertThat(staging.find(tag)).isEmpty();
    }
}
