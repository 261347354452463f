package dev.imprimatur.publisher.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Small images that are pushed without an engine, and a look at registries without the client under test. */
public final class TestImages {
    private static final RegistryClient CLIENT = new RegistryClient(RegistryClientSettings.defaults());
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private TestImages() {}

    /** Pushes an image that differs from others by this text, and names it by digest. */
    public static ImageReference push(RepositoryReference to, String text) {
        Manifest manifest = image(to, text);
        CLIENT.putManifest(to.at(manifest.digest()), manifest);
        return to.at(manifest.digest());
    }

    /** Pushes an image of the catalogue, as its label says, and names it by digest. */
    public static ImageReference push(RepositoryReference to, String text, String image) {
        Manifest manifest = image(
                to,
                text,
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"dev.imprimatur.image\":\"%s\"}}}"
                        .formatted(image));
        CLIENT.putManifest(to.at(manifest.digest()), manifest);
        return to.at(manifest.digest());
    }

    /** Pushes an index of two images, and names it by digest. */
    public static ImageReference pushIndex(RepositoryReference to, String text) {
        return pushIndex(to, push(to, text + "amd64"), push(to, text + "arm64"));
    }

    /** Pushes an index of these two images of the repository, and names it by digest. */
    public static ImageReference pushIndex(RepositoryReference to, ImageReference amd64, ImageReference arm64) {
        String json = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s,%s]}"
                .formatted(MediaType.OCI_INDEX, entry(amd64, "amd64"), entry(arm64, "arm64"));
        Manifest index = Manifest.of(MediaType.OCI_INDEX, json.getBytes(StandardCharsets.UTF_8));
        CLIENT.putManifest(to.at(index.digest()), index);
        return to.at(index.digest());
    }

    /**
     * Pushes an image's manifest with another size of its configuration, which registries take, and names it by digest.
     */
    public static ImageReference pushWithConfigurationSize(RepositoryReference to, ImageReference image, int size) {
        Manifest manifest = CLIENT.manifest(image);
        String json =
                new String(manifest.bytes(), StandardCharsets.UTF_8).replaceFirst("\"size\":\\d+", "\"size\":" + size);
        Manifest other = Manifest.of(manifest.mediaType(), json.getBytes(StandardCharsets.UTF_8));
        CLIENT.putManifest(to.at(other.digest()), other);
        return to.at(other.digest());
    }

    private static String entry(ImageReference image, String architecture) {
        Manifest child = CLIENT.manifest(image);
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}"
                .formatted(child.mediaType(), child.digest(), child.bytes().length, architecture);
    }

    private static Manifest image(RepositoryReference to, String text) {
        return image(to, text, "{\"architecture\":\"amd64\",\"os\":\"linux\"}");
    }

    private static Manifest image(RepositoryReference to, String text, String configuration) {
        byte[] config = configuration.getBytes(StandardCharsets.UTF_8);
        byte[] layer = ("layer " + text).getBytes(StandardCharsets.UTF_8);
        // Odd spacing: a program that writes it again changes its digest.
        String json = """
                {"schemaVersion":2,    "mediaType":"%s",
                  "config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","digest":"%s","size":%d}]}
                """.formatted(
                        MediaType.DOCKER_MANIFEST,
                        CLIENT.putBlob(to, config),
                        config.length,
                        CLIENT.putBlob(to, layer),
                        layer.length);
        return Manifest.of(MediaType.DOCKER_MANIFEST, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Points a tag to an image of the same registry and repository. */
    public static void tag(ImageReference image, ImageReference tag) {
        CLIENT.putManifest(tag, CLIENT.manifest(image));
    }

    /**
     * Points a tag to an image's manifest that has one name twice: the registry takes that, and it is not read here.
     */
    public static void tagUnreadable(ImageReference image, ImageReference tag) {
        Manifest manifest = CLIENT.manifest(image);
        String twice =
                new String(manifest.bytes(), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"schemaVersion\":2,");
        URI uri = tag.registry().uri().resolve("/v2/" + tag.repository() + "/manifests/" + tag.tag());
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", manifest.mediaType())
                .PUT(HttpRequest.BodyPublishers.ofString(twice))
                .build();
        try {
            int status =
                    HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 201) {
                throw new IllegalStateException(uri + " was not set: " + status);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The artifacts that the registry lists beside an image, by plain HTTP. */
    public static List<JsonNode> referrers(ImageReference image) {
        Tag list = image.repository().tag("sha256-" + image.digest().hex());
        HttpResponse<byte[]> response = get(list.in(image.registry()));
        return response.statusCode() == 404
                ? List.of()
                : json(response.body()).path("manifests").valueStream().toList();
    }

    /** What the bytes say. */
    public static JsonNode json(byte[] bytes) {
        try {
            return new ObjectMapper().readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes an image, and with it every tag that names it. */
    public static void delete(ImageReference image) {
        CLIENT.deleteManifest(image);
    }

    /** Removes a blob, as a registry loses one. */
    public static void deleteBlob(RepositoryReference of, Digest blob) {
        URI uri = of.registry().uri().resolve("/v2/" + of.repository() + "/blobs/" + blob);
        try {
            int status = HTTP.send(HttpRequest.newBuilder(uri).DELETE().build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 202) {
                throw new IllegalStateException(uri + " was not deleted: " + status);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes that the registry has for a tag, by plain HTTP. */
    public static HttpResponse<byte[]> get(ImageReference image) {
        String accept = String.join(", ", MediaType.MANIFESTS);
        URI uri = image.registry().uri().resolve("/v2/" + image.repository() + "/manifests/" + image.reference());
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri).header("Accept", accept).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
