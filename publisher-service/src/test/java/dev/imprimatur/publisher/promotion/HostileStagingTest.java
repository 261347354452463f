package dev.imprimatur.publisher.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.registry.TestImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A staging registry that hands out something else than what was tested. What reaches production is the tested digest,
 * or nothing.
 */
@Tag("registry")
class HostileStagingTest {
    private final Registry production = Surroundings.registry("IMPRIMATUR_REGISTRY");
    private final Registry behind = Surroundings.registry("IMPRIMATUR_STAGING");
    private final Repository repository = new Repository("publisher-test/" + UUID.randomUUID());
    private final RepositoryReference target = new RepositoryReference(production, repository);
    private final HttpClient http = HttpClient.newHttpClient();
    /** Which path is answered with what another one has. */
    private final Map<String, String> lies = new ConcurrentHashMap<>();

    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
    private final Promotion promotion = new Promotion(registries);
    private HttpServer staging;
    private ImageReference tested;
    private ImageReference evil;

    @BeforeEach
    void start() throws IOException {
        staging = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        staging.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        staging.createContext("/", this::answer);
        staging.start();
        RepositoryReference to = new RepositoryReference(behind, repository);
        tested = TestImages.push(to, repository + "tested");
        evil = TestImages.push(to, repository + "evil");
    }

    @AfterEach
    void stop() {
        staging.stop(0);
    }

    @Test
    void theTestedDigestComesByteForByte() {
        promotion.bring(staged(), List.of(target));

        assertThat(TestImages.get(target.at(tested.digest())).body())
                .isEqualTo(TestImages.get(tested).body());
    }

    @Test
    void anotherManifestUnderTheTestedDigestIsRefused() {
        lies.put(manifest(tested), manifest(evil));

        assertNothingComes();
    }

    @Test
    void anotherLayerUnderItsDigestIsRefused() {
        List<String> layers = layers(tested);
        lies.put(blob(layers.getLast()), blob(layers(evil).getLast()));

        assertNothingComes();
    }

    @Test
    void aLayerThatIsCutShortIsRefused() {
        List<String> layers = layers(tested);
        lies.put(blob(layers.getLast()), blob(layers.getFirst()));

        assertNothingComes();
    }

    /** Tags play no part: moving them between check and use changes nothing. */
    @Test
    void aMovedTagChangesNothing() {
        ImageReference tag = new ImageReference(behind, repository, "latest", null);
        TestImages.tag(tested, tag);
        TestImages.tag(evil, tag);

        promotion.bring(staged(), List.of(target));

        assertThat(TestImages.get(target.at(tested.digest())).statusCode()).isEqualTo(200);
        assertThat(TestImages.get(target.at(evil.digest())).statusCode()).isEqualTo(404);
    }

    private void assertNothingComes() {
        RegistryException refusal =
                catchThrowableOfType(RegistryException.class, () -> promotion.bring(staged(), List.of(target)));

        assertThat(refusal).isNotNull();
        assertThat(refusal.temporary()).as(refusal.getMessage()).isFalse();
        assertThat(TestImages.get(target.at(tested.digest())).statusCode()).isEqualTo(404);
        assertThat(TestImages.get(target.at(evil.digest())).statusCode()).isEqualTo(404);
    }

    private ImageReference staged() {
        Registry hostile = Registry.parse("localhost:" + staging.getAddress().getPort());
        return ImageReference.of(hostile, repository, tested.digest());
    }

    private String manifest(ImageReference image) {
        return "/v2/" + repository + "/manifests/" + image.digest();
    }

    private String blob(String digest) {
        return "/v2/" + repository + "/blobs/" + digest;
    }

    private List<String> layers(ImageReference image) {
        return registries.manifest(image).blobs().stream()
                .map(blob -> blob.digest().value())
                .toList();
    }

    /** Passes on what the registry behind says, of the path that the lie names. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        URI uri = behind.uri().resolve(lies.getOrDefault(path, path));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
        exchange.getRequestHeaders()
                .getOrDefault("Accept", List.of())
                .forEach(value -> request.header("Accept", value));
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}
