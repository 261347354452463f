package dev.imprimatur.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.imprimatur.engine.docker.DockerEngines;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageProxyTest {

    @Test
    void programsGetItByBothSpellings() {
        assertThat(new PackageProxy("http://cache.example:3142", null, List.of(".example.com", "10.0.0.7")).arguments())
                .containsExactly(
                        entry("http_proxy", "http://cache.example:3142"),
                        entry("HTTP_PROXY", "http://cache.example:3142"),
                        entry("no_proxy", "localhost,127.0.0.1,::1,.example.com,10.0.0.7"),
                        entry("NO_PROXY", "localhost,127.0.0.1,::1,.example.com,10.0.0.7"));
        assertThat(new PackageProxy(null, "https://[fd00::1]:3128/", List.of()).arguments())
                .containsEntry("no_proxy", "localhost,127.0.0.1,::1")
                .containsOnlyKeys("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY");
        assertThat(PackageProxy.NONE.arguments()).isEmpty();
    }

    /** The message does not repeat it: there may be a password in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache.example:3142",
                "http://cache.example",
                "socks5://cache.example:1080",
                "http://user:secret@cache.example:3142",
                "http://cache.example:3142/path",
                "http://cache.example:3142?query",
                "http://cache example:3142",
                "http://cache.example:3142\nRUN"
            })
    void whatIsNoProxysAddressIsRefused(String address) {
        assertThatThrownBy(() -> new PackageProxy(null, address, List.of()))
                .hasMessageStartingWith("https: expected a proxy's address as in http://cache.example:3142")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void whatIsReachedDirectlyHasToBeHostsAndToMakeADifference() {
        assertThatThrownBy(() -> new PackageProxy("http://cache.example:3142", null, List.of("a b")))
                .hasMessageStartingWith("direct: 'a b' is no host");
        assertThatThrownBy(() -> new PackageProxy(null, null, List.of(".example.com")))
                .hasMessageStartingWith("direct: without proxy.http or proxy.https");
    }

    @Test
    void aWrongAddressEndsTheStartByItsKey() {
        assertThatThrownBy(() -> DockerEngines.connect(Settings.proxied("cache.example:3142")))
                .hasMessageStartingWith("proxy.http: expected a proxy's address");
    }
}
