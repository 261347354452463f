package dev.imprimatur.console.page.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who signs in is led to a page of the console, whatever a link says. */
class LocalAddressTest {
    private static final URI HOME = URI.create("/fleet");

    @ParameterizedTest
    @ValueSource(
            strings = {"/rebuilds", "/rebuilds?page=2&q=a%2Fb", "/images/a/1.0/b#why", "/", "/a//b", "/%2F/evil.example"
            })
    void whatIsOfTheConsoleIsKept(String address) {
        assertThat(LocalAddress.of(address, HOME)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\evil.example",
                "https://evil.example/",
                "https:evil.example",
                "javascript:alert(1)",
                "/\t/evil.example",
                "/\n/evil.example",
                " /fleet",
                "evil.example",
                "/{",
                "/ü",
                ""
            })
    void nothingElseIs(String address) {
        assertThat(LocalAddress.of(address, HOME)).isEqualTo(HOME);
    }

    @Test
    void oneThatIsTooLongOrMissingIsNone() {
        assertThat(LocalAddress.of("/" + "a".repeat(2001), HOME)).isEqualTo(HOME);
        assertThat(LocalAddress.of(null, HOME)).isEqualTo(HOME);
    }
}
