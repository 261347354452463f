package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A family's feed grows, is down, and shrinks; what it answered is in the database. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class FeedTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Inject
    RendererConfig config;

    private final AtomicReference<String> answer = new AtomicReference<>();
    private Kafka kafka;
    private HttpServer server;
    private Path family;
    private String stated;

    @BeforeEach
    void giveAFamilyAFeed() throws Exception {
        kafka = new Kafka(servers);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        family = config.catalog().resolve("app/family.yaml");
        stated = Files.readString(family);
        String url = "http://localhost:" + server.getAddress().getPort() + "/releases.txt";
        // On top of an upstream image that is not mirrored: rendering fails, which is enough to see what was planned.
        Files.writeString(
                family,
                stated.replaceAll("releases: .*", "feed: {type: list, url: \"" + url + "\"}")
                        .replace("{family: ground}", "{image: \"debian:nowhere\"}"));
    }

    @AfterEach
    void stop() throws Exception {
        Files.writeString(family, stated);
        server.stop(0);
        kafka.close();
    }

    @Test
    void aFeedIsFollowedAndNeverShrinksThePlan() {
        answer.set("1.0.0\n1.1.0\n");
        assertThat(planned()).containsExactly("app/1.0.0/bookworm", "app/1.1.0/bookworm");

        answer.set("1.0.0\n1.1.0\n1.10.0\n");
        assertThat(planned()).containsExactly("app/1.0.0/bookworm", "app/1.1.0/bookworm", "app/1.10.0/bookworm");

        answer.set("<html>");
        assertThat(planned()).hasSize(3);

        answer.set("1.10.0\n");
        assertThat(rebuilt().failure().message())
                .contains("the feed lost 2 of the 3 releases", "1.0.0, 1.1.0", "feed.withdrawn");
    }

    private Iterable<String> planned() {
        return rebuilt().failed().stream().map(each -> each.image().toString()).toList();
    }

    private RebuildCompleted rebuilt() {
        RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());
        kafka.send(RebuildRequestedBuilder.builder()
                .eventId(UUID.randomUUID().toString())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .type("rebuild-selected")
                .select("app")
                .reason("because")
                .priority(Priority.MANUAL)
                .requestedBy("a test")
                .build());
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> kafka.events(RebuildCompleted.class).stream()
                                .filter(event -> event.rebuildId().equals(rebuild))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
