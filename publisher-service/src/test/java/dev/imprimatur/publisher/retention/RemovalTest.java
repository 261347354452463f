package dev.imprimatur.publisher.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.publisher.publication.Verdicts;
import dev.imprimatur.publisher.revision.Revision;
import dev.imprimatur.publisher.tag.RepositoryLock;
import dev.imprimatur.publisher.tag.TagWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that deletes nothing, or does not list all of its tags, loses nothing of an old revision. */
class RemovalTest {
    private static final byte[] IMAGE =
            ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\"}").getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\"} ")
            .getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(IMAGE);
    private static final byte[] ATTACHED = attachedTo(DIGEST);
    private static final Digest EVIDENCE = Digest.of(ATTACHED);
    private static final byte[] FOREIGN = attachedTo(Digest.of("another image".getBytes(StandardCharsets.UTF_8)));

    private final Repository repository = new Repository("node");
    /** What its tags name; pages have one tag each. */
    private final Map<String, byte[]> tags =
            new ConcurrentSkipListMap<>(Map.of("22.1.0-r1", IMAGE, "22.1.0-r2", OTHER));

    /** What the registry lists beside the image. */
    private volatile byte[] listed = ATTACHED;

    private final List<String> deleted = new CopyOnWriteArrayList<>();
    private final RevisionRetention retention = new RevisionRetention();
    private volatile boolean refusesImages;
    private volatile String nextPages;
    private volatile List<String> unlisted = List.of();
    private HttpServer server;
    private boolean retired;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        nextPages = "/v2/node/tags/list?last=";
        retention.registries = new RegistryClient(RegistryClientSettings.defaults());
        retention.tags = new TagWriter(retention.registries, registry(), 2);
        retention.lock = new RepositoryLock() {
            @Override
            public Held hold(Collection<RepositoryReference> repositories) {
                return new Held() {
                    @Override
                    public void check() {}

                    @Override
                    public void close() {}
                };
            }
        };
        retention.revisions = new OneRevision();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anOldRevisionGoesWithItsEvidence() {
        clear();

        assertThat(deleted).containsExactly(DIGEST.value(), EVIDENCE.value());
        assertThat(retired).isTrue();
    }

    @Test
    void whatIsListedAndSaysThatItIsAboutAnotherImageStays() {
        listed = FOREIGN;

        clear();

        assertThat(deleted).containsExactly(DIGEST.value());
        assertThat(retired).isTrue();
    }

    @Test
    void whereTheImageStaysItsEvidenceDoes() {
        refusesImages = true;

        clear();

        assertThat(deleted).isEmpty();
        assertThat(retired).isFalse();
    }

    @Test
    void whatATagOnALaterPageNamesStays() {
        tags.put("pinned-by-somebody", IMAGE);

        clear();

        assertThat(deleted).isEmpty();
    }

    @Test
    void whatALaterPageCouldNameStaysWhereItCannotBeAskedFor() {
        tags.put("pinned-by-somebody", IMAGE);
        for (String link :
                List.of("http://elsewhere/v2/node/tags/list?last=", "https://" + registry() + "/?last=", "/x?")) {
            nextPages = link;

            clear();

            assertThat(deleted).as(link).isEmpty();
            assertThat(retired).isFalse();
        }
    }

    @Test
    void norIsAListBelievedThatLacksWhatIsKnownToBeThere() {
        tags.put("pinned-by-somebody", IMAGE);
        unlisted = List.of("pinned-by-somebody", "22.1.0-r1");

        clear();

        assertThat(deleted).isEmpty();
        assertThat(retired).isFalse();
    }

    private void clear() {
        retention.clear(1, Instant.now());
    }

    private Registry registry() {
        return Registry.parse("localhost:" + server.getAddress().getPort());
    }

    /** One that is not needed. */
    private final class OneRevision extends OldRevisions {
        private final RepositoryReference place = new RepositoryReference(registry(), repository);

        @Override
        List<Revision> before(Instant then, int keep, long after) {
            if (after > 0) {
                return List.of();
            }
            Revision revision = new Revision();
            revision.id = 1L;
            revision.image = ImageKey.parse("node/22.1.0/bookworm");
            revision.number = 1;
            revision.digest = DIGEST;
            try {
                revision.tested = EventJson.MAPPER.writeValueAsString(Verdicts.approved(
                        place.at(DIGEST),
                        Verdicts.candidate(
                                revision.image.toString(),
                                List.of(repository.tag("22.1.0")),
                                List.of(repository.tag("22")))));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            return List.of(revision);
        }

        @Override
        boolean isNeeded(Revision revision) {
            return false;
        }

        @Override
        List<ImageReference> tags(Revision revision) {
            return List.of(repository.tag("22.1.0-r1").in(registry()));
        }

        @Override
        List<RepositoryReference> repositories(Revision revision) {
            return List.of(place);
        }

        @Override
        void retire(Revision revision, List<ImageReference> itsTags) {
            retired = true;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (path.equals("/v2/node/tags/list")) {
                list(exchange);
            } else if (path.startsWith("/v2/node/referrers/")) {
                reply(exchange, 200, MediaType.OCI_INDEX, """
                        {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":1,"artifactType":"x"}]}""".formatted(MediaType.OCI_MANIFEST, Digest.of(listed))
                        .getBytes(StandardCharsets.UTF_8));
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                boolean refused = refusesImages && name.equals(DIGEST.value());
                if (!refused) {
                    deleted.add(name);
                }
                exchange.sendResponseHeaders(refused ? 405 : 202, -1);
            } else {
                byte[] manifest = path.contains("/manifests/") ? manifest(name) : null;
                reply(exchange, manifest == null ? 404 : 200, MediaType.OCI_MANIFEST, manifest);
            }
        }
    }

    private byte[] manifest(String name) {
        return name.equals(Digest.of(listed).value()) ? listed : tags.get(name);
    }

    private static byte[] attachedTo(Digest subject) {
        return """
                {"schemaVersion":2,"mediaType":"%1$s","subject":{"mediaType":"%1$s","digest":"%2$s","size":1}}""".formatted(MediaType.OCI_MANIFEST, subject).getBytes(StandardCharsets.UTF_8);
    }

    private void list(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        String last = query.contains("last=") ? query.substring(query.indexOf("last=") + 5) : "";
        Map<String, byte[]> names = new TreeMap<>(tags);
        names.keySet().removeAll(unlisted);
        List<String> rest =
                names.keySet().stream().filter(tag -> tag.compareTo(last) > 0).collect(Collectors.toList());
        if (rest.size() > 1) {
            exchange.getResponseHeaders().set("Link", "<" + nextPages + rest.getFirst() + ">; rel=\"next\"");
        }
        String first = rest.isEmpty() ? "" : "\"" + rest.getFirst() + "\"";
        reply(exchange, 200, "application/json", ("{\"tags\":[" + first + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private static void reply(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        if (body != null) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.of(body).value());
        }
        if (body == null || exchange.getRequestMethod().equals("HEAD")) {
            if (body != null) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
