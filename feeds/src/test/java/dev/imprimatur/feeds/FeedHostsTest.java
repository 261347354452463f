package dev.imprimatur.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.planner.feed.FeedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedHostsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://[fe80::1]/",
                "http://127.0.0.1:8080/",
                "http://127.1.2.3/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://0.0.0.0/",
                "http://2130706433/",
                "http://224.0.0.1/",
                "http://localhost:8081/"
            })
    void whatOnlyThisMachineReachesIsNotAsked(String url) {
        assertThatThrownBy(() -> FeedHosts.OTHER_MACHINES.check(URI.create(url)))
                .isInstanceOf(FeedException.class);
    }

    @Test
    void otherMachinesAreAsked() {
        assertThatCode(() -> FeedHosts.OTHER_MACHINES.check(URI.create("https://10.1.2.3/feed")))
                .doesNotThrowAnyException();
        assertThatCode(() -> FeedHosts.NOT_LINK_LOCAL.check(URI.create("http://127.0.0.1:8080/feed")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> FeedHosts.NOT_LINK_LOCAL.check(URI.create("http://169.254.169.254/")))
                .hasMessageContaining("imprimatur.renderer.feed-hosts");
    }

    @Test
    void namedHostsAreTheOnlyOnes() {
        FeedHosts hosts = FeedHosts.only(List.of("Feeds.example.org", "127.0.0.1"));

        assertThatCode(() -> hosts.check(URI.create("http://127.0.0.1:8080/"))).doesNotThrowAnyException();
        assertThatCode(() -> hosts.check(URI.create("https://feeds.example.org/x")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> hosts.check(URI.create("https://feeds.example.org.evil.example/")))
                .isInstanceOf(FeedException.class);
        assertThatThrownBy(() -> FeedHosts.only(List.of("https://a.example"))).hasMessageContaining("without scheme");
    }

    @Test
    void aRedirectIsLookedAtBeforeItIsFollowed() throws Exception {
        try (FeedServer site = new FeedServer();
                FeedServer inside = new FeedServer()) {
            inside.on("/secret", 200, "a secret");
            site.on("/moved", exchange -> {
                exchange.getResponseHeaders().add("Location", "/there");
                FeedServer.send(exchange, 302, "");
            });
            site.on("/there", 200, "1.0.0");
            site.on("/inwards", exchange -> {
                exchange.getResponseHeaders()
                        .add("Location", inside.url("/secret").replace("localhost", "127.0.0.1"));
                FeedServer.send(exchange, 302, "");
            });
            site.on("/round", exchange -> {
                exchange.getResponseHeaders().add("Location", "/round");
                FeedServer.send(exchange, 302, "");
            });
            HttpPages pages = new HttpPages(new FeedSettings(
                    Duration.ofSeconds(10),
                    1,
                    Duration.ofMillis(1),
                    Duration.ZERO,
                    1000,
                    "npm",
                    Mirrors.NONE,
                    FeedHosts.only(List.of("localhost"))));

            assertThat(pages.get(URI.create(site.url("/moved")))).containsExactly("1.0.0");
            assertThatThrownBy(() -> pages.get(URI.create(site.url("/inwards")))
                            .iterator()
                            .next())
                    .hasMessageContaining("127.0.0.1 is not among those");
            assertThat(inside.requests()).isZero();
            assertThatThrownBy(() ->
                            pages.get(URI.create(site.url("/round"))).iterator().next())
                    .hasMessageContaining("redirects more than 5 times");
        }
    }

    @Test
    void aMirrorMayBeAnywhere() {
        FeedSettings settings = FeedSettings.defaults()
                .withMirrors(Mirrors.parse(List.of("https://nodejs.org/dist=http://127.0.0.1:8000/node")));

        assertThatCode(() -> settings.check(URI.create("http://127.0.0.1:8000/node/index.json")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> settings.check(URI.create("http://127.0.0.1:8001/node/index.json")))
                .isInstanceOf(FeedException.class);
    }
}
