package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Artifacts beside an image: in the real registry, which has no referrers API, and in a scripted one that has. */
@Tag("registry")
class ReferrersTest {
    private static final String TYPE = "application/vnd.example+json";

    private final RegistryClient client = new RegistryClient(RegistryClientSettings.defaults());
    private final ScriptedRegistry withApi = new ScriptedRegistry();
    private final RepositoryReference repository = new RepositoryReference(
            Registry.parse(System.getenv("IMPRIMATUR_REGISTRY")), new Repository("oci-test/" + UUID.randomUUID()));

    @AfterEach
    void close() {
        withApi.close();
    }

    @Test
    void artifactsAreFoundBesideTheirImage() {
        Manifest image = image();
        byte[] first = content("first");
        byte[] second = content("second");
        assertThat(client.referrers(repository, image.digest())).isEmpty();

        attach(repository, image, first);
        attach(repository, image, second);

        List<Referrer> found = client.referrers(repository, image.digest());
        assertThat(found)
                .containsExactly(
                        artifact(image, first).referrer(),
                        artifact(image, second).referrer());
        Manifest read =
                client.manifest(repository.at(found.getFirst().descriptor().digest()));
        assertThat(read.subject()).contains(image.descriptor());
        assertThat(client.blob(repository, read.layers().getFirst(), 100)).isEqualTo(first);
        assertThat(client.tags(repository)).containsExactly("1");
    }

    @Test
    void attachedAgainNothingIsAdded() {
        Manifest image = image();
        byte[] content = content("once");
        attach(repository, image, content);
        Descriptor list = client.head(listOf(image)).orElseThrow();

        attach(repository, image, content);

        assertThat(client.head(listOf(image))).contains(list);
    }

    @Test
    void severalAreListedAtOnceAndOnlyWhatIsMissing() {
        Manifest image = image();
        attach(repository, image, content("first"));

        attach(repository, image, content("first"), content("second"), content("third"));

        assertThat(client.manifest(listOf(image)).manifests())
                .extracting(Descriptor::digest)
                .containsExactly(
                        artifact(image, content("first")).digest(),
                        artifact(image, content("second")).digest(),
                        artifact(image, content("third")).digest());
    }

    @Test
    void whatIsAboutSomethingElseIsNotAttached() {
        Manifest image = image();
        byte[] content = content("any");
        Attachment attachment = new Attachment(artifact(image, content), content);
        Digest other = Digest.of(content("other"));

        assertThatThrownBy(() -> client.attach(repository, other, List.of(attachment)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not about " + other);
        assertThat(client.head(repository.at(attachment.manifest().digest()))).isEmpty();
    }

    @Test
    void theListOfSeveralIsWrittenOnce() {
        RepositoryReference scripted = new RepositoryReference(withApi.registry(), new Repository("node"));
        Manifest image = Manifest.ofImage(descriptor("config"), List.of());
        // The empty configuration is there; two small blobs are sent without asking, and both manifests are taken;
        // there is no
        // list yet.
        withApi.then(200);
        withApi.then(202, "Location", "/upload/1").then(201);
        withApi.then(202, "Location", "/upload/2").then(201);
        withApi.then(201).then(201);
        withApi.then(404).then(201);

        attach(scripted, image, content("first"), content("second"));

        assertThat(withApi.requests())
                .hasSize(9)
                .filteredOn(request -> request.startsWith("PUT") && request.contains("sha256-"))
                .hasSize(1);
    }

    @Test
    void whatOthersListedStaysAsItIs() {
        Manifest image = image();
        Manifest foreign = artifact(image, content("foreign"));
        client.putBlob(repository, Manifest.EMPTY);
        client.putBlob(repository, content("foreign"));
        client.putManifest(repository.at(foreign.digest()), foreign);
        String entry = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"data\":\"e30=\"}"
                .formatted(foreign.mediaType(), foreign.digest(), foreign.bytes().length);
        client.putManifest(
                listOf(image),
                Manifest.of(
                        MediaType.OCI_INDEX,
                        content("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                                .formatted(MediaType.OCI_INDEX, entry))));
        byte[] own = content("own");

        attach(repository, image, own);

        assertThat(new String(client.manifest(listOf(image)).bytes(), StandardCharsets.UTF_8))
                .contains(entry);
        assertThat(client.referrers(repository, image.digest())).hasSize(2);
    }

    /** Who may push may put any list under the tag. */
    @Test
    void whatIsListedBesideAnImageAndIsNotAboutItStaysWhenTheRestGoes() {
        Manifest image = image();
        byte[] own = content("own");
        attach(repository, image, own);
        Descriptor blob = new Descriptor(client.putBlob(repository, content("{ }")), MediaType.OCI_CONFIG, 3);
        Manifest other = Manifest.ofImage(blob, List.of());
        client.putManifest(repository.at(other.digest()), other);
        client.putManifest(
                listOf(image),
                Manifest.listing(
                        client.findManifest(listOf(image)), List.of(new Referrer(other.descriptor(), TYPE, Map.of()))));

        client.detach(repository, image.digest());

        assertThat(client.head(repository.at(other.digest()))).isPresent();
        assertThat(client.head(repository.at(artifact(image, own).digest()))).isEmpty();
        assertThat(client.head(listOf(image))).isEmpty();
    }

    @Test
    void anImageUnderTheListsTagIsNotOverwritten() {
        Manifest image = image();
        client.putManifest(listOf(image), image);
        byte[] content = content("any");

        assertThatThrownBy(() -> attach(repository, image, content))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("not a list of referrers");
        assertThat(client.head(listOf(image))).contains(image.descriptor());
    }

    @Test
    void aBlobIsReadUpToALimitOnly() {
        Digest digest = client.putBlob(repository, new byte[1000]);

        assertThatThrownBy(() -> client.blob(repository, new Descriptor(digest, TYPE, 1000), 999))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("at most 999");
        assertThatThrownBy(() -> client.blob(repository, new Descriptor(digest, TYPE, 10), 999))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("sent something else");
    }

    @Test
    void aRegistryWithTheApiKeepsTheListItself() {
        RepositoryReference scripted = new RepositoryReference(withApi.registry(), new Repository("node"));
        Manifest image = Manifest.ofImage(descriptor("config"), List.of());
        byte[] content = content("any");
        Manifest artifact = artifact(image, content);
        withApi.then(200)
                .then(202, "Location", "/upload/1")
                .then(201)
                .then(201, "OCI-Subject", image.digest().value())
                .thenBody(200, list(artifact), "Link", "</v2/node/referrers/more?page=2>; rel=\"next\"")
                .thenBody(200, list(artifact(image, content("other"))));

        attach(scripted, image, content);
        List<Referrer> found = client.referrers(scripted, image.digest());

        assertThat(found)
                .containsExactly(
                        artifact.referrer(), artifact(image, content("other")).referrer());
        assertThat(withApi.requests())
                .hasSize(6)
                .noneMatch(request -> request.contains("sha256-"))
                .contains("GET /v2/node/referrers/" + image.digest(), "GET /v2/node/referrers/more?page=2");
    }

    @Test
    void whatARegistryLeavesOutOfItsListTheArtifactTells() {
        RepositoryReference scripted = new RepositoryReference(withApi.registry(), new Repository("node"));
        Manifest image = Manifest.ofImage(descriptor("config"), List.of());
        Manifest artifact = artifact(image, content("any"));
        withApi.thenBody(
                        200,
                        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"%s\",\"artifactType\":\"%s\"}]}"
                                .formatted(
                                        artifact.mediaType(),
                                        artifact.bytes().length,
                                        artifact.digest(),
                                        MediaType.OCI_EMPTY))
                .thenBody(
                        200,
                        new String(artifact.bytes(), StandardCharsets.UTF_8),
                        "Content-Type",
                        artifact.mediaType());

        assertThat(client.referrers(scripted, image.digest())).containsExactly(artifact.referrer());
    }

    @Test
    void aRefusalIsNotTakenForAMissingApi() {
        RepositoryReference scripted = new RepositoryReference(withApi.registry(), new Repository("node"));
        withApi.then(403);

        assertThatThrownBy(() -> client.referrers(scripted, descriptor("any").digest()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("docker login");
    }

    private void attach(RepositoryReference to, Manifest image, byte[]... contents) {
        client.attach(
                to,
                image.digest(),
                Stream.of(contents)
                        .map(content -> new Attachment(artifact(image, content), content))
                        .toList());
    }

    private static String list(Manifest artifact) {
        return new String(
                Manifest.listing(Optional.empty(), List.of(artifact.referrer())).bytes(), StandardCharsets.UTF_8);
    }

    private Manifest image() {
        Descriptor config = new Descriptor(client.putBlob(repository, content("{}")), MediaType.OCI_CONFIG, 2);
        Manifest image = Manifest.ofImage(config, List.of());
        client.putManifest(repository.repository().tag("1").in(repository.registry()), image);
        return image;
    }

    private static Manifest artifact(Manifest image, byte[] content) {
        Descriptor blob = new Descriptor(Digest.of(content), TYPE, content.length);
        return Manifest.ofArtifact(TYPE, blob, image.descriptor(), Map.of("b", "2", "a", "1"));
    }

    private ImageReference listOf(Manifest image) {
        return repository.repository().tag("sha256-" + image.digest().hex()).in(repository.registry());
    }

    private static Descriptor descriptor(String text) {
        return new Descriptor(Digest.of(content(text)), MediaType.OCI_CONFIG, text.length());
    }

    private static byte[] content(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
