package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("registry")
class RealRegistriesTest {
    private static final String BLOB_TYPE = "application/vnd.oci.image.layer.v1.tar";

    private final RegistryClient client = new RegistryClient(RegistryClientSettings.defaults());
    private final Registry production = registry("IMPRIMATUR_REGISTRY");
    private final Registry staging = registry("IMPRIMATUR_STAGING");
    private final String run = "oci-test/" + UUID.randomUUID();
    private final RepositoryReference source = new RepositoryReference(staging, new Repository(run + "/a"));

    @Test
    void whatIsNotThereIsNotThere() {
        assertThat(client.head(tag(source, "none"))).isEmpty();
        assertThat(client.tags(source)).isEmpty();
        assertThat(client.hasBlob(source, Digest.of(new byte[] {1}))).isFalse();
        client.ping(production);
    }

    @Test
    void aManifestReadsBackAsItWasStored() {
        Manifest manifest = image(1_000);
        client.putManifest(source.at(manifest.digest()), manifest);
        client.putManifest(tag(source, "one"), manifest);

        assertThat(client.head(tag(source, "one"))).contains(manifest.descriptor());
        assertThat(client.manifest(tag(source, "one")).bytes()).isEqualTo(manifest.bytes());
        assertThat(client.tags(source)).containsExactly("one");
    }

    @Test
    void aDeletedManifestIsGoneWithItsTags() {
        Manifest manifest = image(2_000);
        client.putManifest(tag(source, "one"), manifest);
        client.putManifest(tag(source, "two"), manifest);

        client.deleteManifest(source.at(manifest.digest()));
        client.deleteManifest(source.at(manifest.digest()));

        assertThat(client.head(source.at(manifest.digest()))).isEmpty();
        assertThat(client.head(tag(source, "two"))).isEmpty();
        assertThatThrownBy(() -> client.deleteManifest(tag(source, "one")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no digest");
    }

    @Test
    void aBlobIsMountedInsideARegistry() {
        Descriptor layer = image(5_000_000).blobs().getLast();
        RepositoryReference neighbour = new RepositoryReference(staging, new Repository(run + "/b"));

        client.copyBlob(source, neighbour, layer);

        assertThat(client.hasBlob(neighbour, layer.digest())).isTrue();
    }

    @Test
    void aBlobIsStreamedBetweenRegistries() {
        Descriptor layer = image(20_000_000).blobs().getLast();
        RepositoryReference elsewhere = new RepositoryReference(production, new Repository(run + "/a"));

        client.copyBlob(source, elsewhere, layer);
        client.copyBlob(source, elsewhere, layer);

        assertThat(client.hasBlob(elsewhere, layer.digest())).isTrue();
    }

    @Test
    void aMountOfWhatIsMissingFailsForGood() {
        Descriptor missing = new Descriptor(Digest.of(run.getBytes(StandardCharsets.UTF_8)), BLOB_TYPE, 10);
        RepositoryReference neighbour = new RepositoryReference(staging, new Repository(run + "/b"));

        assertThatThrownBy(() -> client.copyBlob(source, neighbour, missing))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.NOT_FOUND))
                .hasMessageContaining("BLOB_UNKNOWN");
    }

    @Test
    void aManifestWithoutItsBlobsIsRefused() {
        Manifest manifest = image(1_000);
        RepositoryReference elsewhere = new RepositoryReference(production, new Repository(run + "/c"));

        assertThatThrownBy(() -> client.putManifest(tag(elsewhere, "one"), manifest))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.temporary()).isFalse())
                .hasMessageContaining("MANIFEST_BLOB_UNKNOWN");
    }

    @Test
    void anEmptyBlobCanBeStored() {
        client.putBlob(source, new byte[0]);

        assertThat(client.hasBlob(source, Digest.of(new byte[0]))).isTrue();
    }

    @Test
    void aRegistryWithoutTlsIsNotReachedWithIt() {
        Registry encrypted = new Registry(production.host(), false);

        assertThatThrownBy(() -> client.ping(encrypted))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.TLS))
                .hasMessageContaining("write http:// in front of a registry without TLS");
    }

    /** Pushes a configuration and a layer, and gives the manifest that names them. */
    private Manifest image(int layerBytes) {
        byte[] layer = new byte[layerBytes];
        new Random(run.hashCode() + layerBytes).nextBytes(layer);
        byte[] config = "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
        String json = """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                 "layers":[{"mediaType":"%s","digest":"%s","size":%d}]}""".formatted(
                        MediaType.OCI_MANIFEST,
                        client.putBlob(source, config),
                        config.length,
                        BLOB_TYPE,
                        client.putBlob(source, layer),
                        layer.length);
        return Manifest.of(MediaType.OCI_MANIFEST, json.getBytes(StandardCharsets.UTF_8));
    }

    private static ImageReference tag(RepositoryReference repository, String tag) {
        return repository.repository().tag(tag).in(repository.registry());
    }

    private static Registry registry(String variable) {
        String address = System.getenv(variable);
        assertThat(address)
                .as("%s names a registry; run ./imprimatur test", variable)
                .isNotBlank();
        return Registry.parse(address);
    }

    @Test
    void aTarLiesThereAsAnArtifactAndComesBackAsItWas(@TempDir Path folder) throws Exception {
        byte[] tar = new byte[3_000_000];
        new Random(run.hashCode()).nextBytes(tar);
        Path file = Files.write(folder.resolve("a.tar"), tar);
        Path fetched = folder.resolve("b.tar");
        Digest digest = Digest.of(tar);
        ImageReference reference = TarArtifact.reference(source, digest, tar.length);
        RepositoryReference elsewhere = new RepositoryReference(staging, new Repository(run + "/b"));
        assertThat(client.head(reference)).isEmpty();

        TarArtifact.push(client, source, digest, tar.length, file);
        TarArtifact.push(client, source, digest, tar.length, file);
        TarArtifact.fetch(client, reference, digest, tar.length, fetched);

        assertThat(fetched).hasBinaryContent(tar);
        assertThat(client.tags(source)).isEmpty();
        assertThat(new String(client.manifest(reference).bytes(), StandardCharsets.UTF_8))
                .contains("\"artifactType\":\"application/vnd.imprimatur.context.v1\"");
        assertThatThrownBy(() -> TarArtifact.fetch(client, reference, Digest.of(new byte[1]), 1, fetched))
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.DIGEST_MISMATCH));
        client.deleteManifest(reference);
        Files.delete(fetched);
        TarArtifact.fetch(client, reference, digest, tar.length, fetched);
        assertThat(fetched).as("until garbage is collected").hasBinaryContent(tar);
        assertThatThrownBy(
                        () -> TarArtifact.fetch(client, elsewhere.at(reference.digest()), digest, tar.length, fetched))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.NOT_FOUND));
    }
}
