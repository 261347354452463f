package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);

    @Test
    void anImageNamesItsBlobsOnce() {
        Manifest manifest = manifest(MediaType.DOCKER_MANIFEST, """
                {"config":{"mediaType":"c","digest":"%1$s","size":1},
                 "layers":[{"mediaType":"l","digest":"%2$s","size":2},{"mediaType":"l","digest":"%2$s","size":2},
                           {"mediaType":"f","digest":"%1$s","size":3,"urls":["https://elsewhere"]}]}""".formatted(A, B));

        assertThat(manifest.isIndex()).isFalse();
        assertThat(manifest.manifests()).isEmpty();
        assertThat(manifest.blobs())
                .containsExactly(new Descriptor(new Digest(A), "c", 1), new Descriptor(new Digest(B), "l", 2));
    }

    @Test
    void anIndexNamesManifests() {
        Manifest manifest = manifest(
                MediaType.OCI_INDEX,
                "{\"manifests\":[{\"mediaType\":\"m\",\"digest\":\"%s\",\"size\":2}]}".formatted(A));

        assertThat(manifest.isIndex()).isTrue();
        assertThat(manifest.blobs()).isEmpty();
        assertThat(manifest.manifests()).containsExactly(new Descriptor(new Digest(A), "m", 2));
    }

    @Test
    void aBadDescriptorIsNamed() {
        Manifest manifest = manifest(
                MediaType.OCI_INDEX, "{\"manifests\":[{\"mediaType\":\"m\",\"digest\":\"sha256:1\",\"size\":2}]}");

        assertThatIllegalArgumentException()
                .isThrownBy(manifest::manifests)
                .withMessageContaining(manifest.digest().value())
                .withMessageContaining("not a digest: 'sha256:1'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "x", "{}", "{\"mediaType\":\"text/plain\"}"})
    void nothingElseIsAManifest(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Manifest.of(null, text.getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("not a manifest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                MediaType.OCI_INDEX + "|{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"layers\":[]}",
                MediaType.OCI_MANIFEST + "|{\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[]}",
                MediaType.OCI_MANIFEST + "|{\"mediaType\":\"" + MediaType.DOCKER_MANIFEST + "\",\"layers\":[]}",
                MediaType.OCI_MANIFEST + "|{\"mediaType\":null}",
                MediaType.OCI_MANIFEST + "|{\"mediaType\":[\"" + MediaType.OCI_MANIFEST + "\"]}",
                MediaType.OCI_MANIFEST + "|{\"layers\":[],\"manifests\":[]}",
                MediaType.OCI_INDEX + "|{\"manifests\":[],\"layers\":[]}",
                MediaType.OCI_INDEX + "|{\"manifests\":[],\"config\":{}}",
                MediaType.OCI_INDEX + "|{\"manifests\":[],\"config\":null}",
                MediaType.DOCKER_MANIFEST + "|{\"layers\":[],\"fsLayers\":[]}",
                MediaType.OCI_MANIFEST + "|{\"layers\":[],\"Manifests\":[]}",
                MediaType.OCI_MANIFEST + "|{\"layers\":[],\"LAYERS\":[]}",
                MediaType.OCI_MANIFEST + "|{\"MediaType\":\"" + MediaType.OCI_INDEX + "\"}",
                MediaType.OCI_MANIFEST + "|{\"layers\":[],\"layers\":[{}]}",
                MediaType.OCI_MANIFEST + "|{\"layers\":[]} {\"manifests\":[]}",
            })
    void whatTwoReadersCouldTakeForTwoThingsIsNone(String type, String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manifest(type, text))
                .withMessageStartingWith("not a manifest");
    }

    @Test
    void aManifestNeedNotSayWhatItIs() {
        assertThat(manifest(MediaType.OCI_INDEX, "{\"manifests\":[]}").isIndex())
                .isTrue();
        assertThat(manifest(MediaType.OCI_MANIFEST, "{\"mediaType\":\"\",\"layers\":[]}\n")
                        .isIndex())
                .isFalse();
    }

    private static Manifest manifest(String type, String json) {
        return Manifest.of(type, json.getBytes(StandardCharsets.UTF_8));
    }
}
