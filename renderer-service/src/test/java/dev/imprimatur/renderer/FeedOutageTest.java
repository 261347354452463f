package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A feed that never answered and is away: a rebuild of its family alone waits, one of everything goes on without it.
 */
@Tag("registry")
@QuarkusTest
@TestProfile(FeedOutageTest.LooksOften.class)
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class FeedOutageTest extends Pipeline {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CUT = 0;

    private HttpServer server;
    private Path family;
    private String stated;
    private volatile int status;
    private volatile String answer = "3.0.0\n";

    /** Asks sick feeds every 2.4 s. */
    public static class LooksOften implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("imprimatur.places.check-interval", "200ms");
        }
    }

    @BeforeEach
    void giveAFamilyAFeed() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        family = config.catalog().resolve("alone/family.yaml");
        stated = Files.readString(family);
        // Remembered by the family's name: nothing was ever read of this one.
        Files.writeString(
                family,
                stated.replaceAll("releases: .*", "feed: {type: list, url: \"http://" + site() + "/releases.txt\"}")
                        .replace(
                                "name: alone",
                                "name: alone-" + server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (status != CUT) {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @AfterEach
    void stop() throws Exception {
        Files.writeString(family, stated);
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {CUT, 503, 429})
    void aRebuildOfItsFamilyWaitsForItAndCountsNoAttempt(int away) {
        status = away;
        request("rebuild-selected", family(), Allowance.VANISH);
        // Two attempts take some three seconds, since an address is asked three times in each.
        await().atMost(LIMIT).until(() -> ("feed " + site() + "/releases.txt").equals(plan().get("waitsFor")));
        await().during(Duration.ofSeconds(8))
                .atMost(LIMIT)
                .until(() -> ("feed " + site() + "/releases.txt").equals(plan().get("waitsFor")));
        assertThat((int) plan().get("failures")).isZero();

        status = 200;

        publish(rendered(family() + "/3.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
    }

    @Test
    void whatItAnswersForGoodEndsThePlanAtOnce() {
        status = 503;
        request("rebuild-selected", family(), Allowance.VANISH);
        await().atMost(LIMIT).until(() -> ("feed " + site() + "/releases.txt").equals(plan().get("waitsFor")));

        status = 404;

        RebuildCompleted completed = completed();
        assertThat(completed.failure().kind()).isEqualTo("catalog-invalid");
        assertThat(completed.failure().message()).contains(site(), "404");
        assertThat(completed.failure().retryable()).isFalse();
    }

    @Test
    void aRebuildOfEverythingGoesOnWithoutItsFamily() {
        status = 503;
        request("rebuild-all", null, Allowance.VANISH);

        RebuildCompleted all = publishAll("ground/1.0.0/bookworm", "app/1.0.9/bookworm", "app/1.0.15/bookworm");

        assertThat(all.failure().kind()).isEqualTo("family-left-out");
        assertThat(all.failure().message()).contains(family() + " is left out", "503");
    }

    private String site() {
        return "localhost:" + server.getAddress().getPort();
    }

    private String family() {
        return "alone-" + server.getAddress().getPort();
    }
}
