package dev.imprimatur.renderer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.feeds.FeedHosts;
import dev.imprimatur.feeds.FeedSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedPlaceTest {
    private static final FeedSettings OTHER_MACHINES = FeedSettings.defaults();
    private static final FeedSettings THIS_ONE = OTHER_MACHINES.withHosts(FeedHosts.only(List.of("localhost")));

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/broken") ? 503 : 404, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void twoAddressesOfOneHostAreTwoPlaces() {
        assertThat(name("https://example.org/a/releases.json?page=1&per_page=100"))
                .isEqualTo("feed example.org/a/releases.json");
        assertThat(name("http://example.org:8080/b")).isEqualTo("feed example.org:8080/b");
        assertThat(name("https://example.org")).isEqualTo("feed example.org");
    }

    @Test
    void itIsWellUnlessItIsOverloadedOrBroken() {
        assertThat(place("/missing", THIS_ONE).trouble()).isEmpty();
        assertThat(place("/broken", THIS_ONE).trouble()).contains("it answers with status 503");
    }

    @Test
    void whatMayNotBeAskedIsNotAsked() {
        assertThat(place("/broken", OTHER_MACHINES).trouble()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void aNameThatDoesNotResolveIsTrouble() {
        assertThat(new FeedPlace(URI.create("https://feed.invalid/releases.json"), OTHER_MACHINES).trouble())
                .contains("the host feed.invalid is unknown");
    }

    private FeedPlace place(String path, FeedSettings settings) {
        return new FeedPlace(
                URI.create("http://localhost:" + server.getAddress().getPort() + path), settings);
    }

    private static String name(String address) {
        return new FeedPlace(URI.create(address), OTHER_MACHINES).name();
    }
}
