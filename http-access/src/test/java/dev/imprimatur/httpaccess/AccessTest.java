package dev.imprimatur.httpaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final String JSON = "application/json";
    private static final Access ACCESS = new Access(
            Names.of("console", "192.0.2.7", List.of("Console.example.org", "fd00::1")),
            Optional.empty(),
            Optional.of("home-a"),
            100,
            false,
            Optional.of(new WriteRate(1000, Clock.systemUTC())));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LocalHost.:8080",
                "127.0.0.1:8080",
                "127.8.9.255",
                "[::1]:8080",
                "console:8080",
                "192.0.2.7:8080",
                "10.1.2.3:8080",
                "console.example.org",
                "CONSOLE.EXAMPLE.ORG:443",
                "[fd00::1]:8080"
            })
    void isAskedByItsOwnNames(String host) {
        assertThat(status("GET", host, null, null, 0)).isEqualTo(200);
        assertThat(status("POST", host, null, JSON, 10)).isEqualTo(200);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "localhost@evil.example",
                "evil.example@localhost",
                "localhost:8080:80",
                "localhost evil.example",
                "localhost,evil.example",
                "localhost/",
                "127.1",
                "127.0.0.256",
                "0.0.0.0",
                "10.1.2.4",
                "[::ffff:1.2.3.4]",
                "[::1",
                "xconsole",
                "console.example.org.evil.example",
                "лocalhost"
            })
    void aPageWhoseNameWasPointedHereNeitherReadsNorWrites(String host) {
        assertThat(status("GET", host, null, null, 0)).isEqualTo(403);
        assertThat(status("PUT", host, null, null, 0)).isEqualTo(403);
        assertThat(status("POST", host, "http://" + host, JSON, 10)).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, 200",
        "HTTP://LOCALHOST:8080, 200",
        "https://console.example.org, 200",
        "http://localhost:3000, 403",
        "http://localhost, 403",
        "http://127.0.0.1:8080, 403",
        "https://evil.example, 403",
        "https://console.example.org.evil.example, 403",
        "null, 403",
        "'', 403",
        "file://, 403",
        "chrome-extension://localhost:8080, 403",
        "http://localhost:8080/, 403",
        "http://localhost:8080 https://evil.example, 403",
    })
    void onlyPagesOfItsOwnMayAsk(String origin, int status) {
        assertThat(status("POST", "localhost:8080", origin, JSON, 10)).isEqualTo(status);
        assertThat(status("DELETE", "localhost:8080", origin, null, 0)).isEqualTo(status);
        assertThat(status("OPTIONS", "localhost:8080", origin, null, 0)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, application/json, 10, 200",
        "POST, Application/JSON;charset=utf-8, 10, 200",
        "POST, application/json, 0, 200",
        "POST, , 10, 415",
        "POST, , 0, 415",
        "PATCH, , 0, 415",
        "POST, '', 10, 415",
        "POST, text/plain, 10, 415",
        "POST, text/plain;application/json, 10, 415",
        "POST, 'text/plain, application/json', 10, 415",
        "POST, application/x-www-form-urlencoded, 0, 415",
        "POST, multipart/form-data, 10, 415",
        "POST, application/jsonp, 10, 415",
        "PUT, , 10, 415",
        "PUT, , -1, 415",
        "PUT, , 0, 200",
        "DELETE, , 0, 200",
        "GET, , 0, 200",
        "HEAD, , 0, 200",
    })
    void aWriteSaysThatItIsJson(String method, String contentType, long size, int status) {
        assertThat(status(method, "localhost", null, contentType, size)).isEqualTo(status);
    }

    @Test
    void aBodyHasALimit() {
        assertThat(status("POST", "localhost", null, JSON, 100)).isEqualTo(200);
        assertThat(refusal("POST", "/api/rebuilds", "localhost", null, JSON, 101, null))
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.status()).isEqualTo(413);
                    assertThat(refusal.message()).contains("101 bytes", "100 is the most");
                });
    }

    @Test
    void whatIsMeantForAnotherInstallationIsRefused() {
        assertThat(refusal("POST", "/api/rebuilds", "localhost", null, JSON, 1, "home-a"))
                .isEmpty();
        assertThat(refusal("POST", "/api/rebuilds", "localhost", null, JSON, 1, "home-b"))
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.status()).isEqualTo(421);
                    assertThat(refusal.message()).contains("belongs to another installation (home-a)", "home-b");
                });
    }

    @Test
    void aServiceWithoutAnInstallationAnswersAll() {
        Access access = new Access(
                Names.of("console", "0.0.0.0", List.of()),
                Optional.empty(),
                Optional.empty(),
                100,
                false,
                Optional.of(new WriteRate(1, Clock.systemUTC())));
        assertThat(access.refusal(
                        new Asked("GET", "/", "/", "localhost", null, null, 0, "home-b", null, Optional.empty(), "")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /q/health, 200",
        "GET, /q/health/ready, 200",
        "HEAD, /q/metrics, 200",
        "GET, /q/healthy, 403",
        "GET, /q/openapi, 403",
        "POST, /q/health, 403",
        "GET, /api/rebuilds, 403",
        "GET, /, 403",
    })
    void probesAskByAnyName(String method, String path, int status) {
        assertThat(refusal(method, path, "10.9.9.9:8080", null, JSON, 0, null).map(Refusal::status))
                .isEqualTo(status == 200 ? Optional.empty() : Optional.of(status));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/tags/history?reference=a%00b&limit=1, reference: holds the character NUL",
        "/api/tags/history?limit=1&reference=%00, reference: holds the character NUL",
        "/api/tags/history?a%00b=1, ab: holds the character NUL",
        "/api/publications/a%00b?limit=1, the address holds the character NUL",
    })
    void whatNoTextHoldsIsSaid(String address, String message) {
        assertThat(refusal("GET", address, "localhost", null, null, 0, null)).hasValueSatisfying(refusal -> {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.message()).startsWith(message);
        });
        assertThat(refusal("GET", address.replace("%00", "%2500"), "localhost", null, null, 0, null))
                .isEmpty();
    }

    @Test
    void aMessageDoesNotCarryWhatATerminalWouldObey() {
        String host = "evil\u001b[2J\n" + "x".repeat(5000);
        assertThat(refusal("GET", "/", host, null, null, 0, null).orElseThrow().message())
                .hasSizeLessThan(300)
                .doesNotContain("\u001b", "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://console.example.org", "console.example.org:8080", "*", "*.example.org", "", "a/b"})
    void aNameThatIsNoneIsSaidAtTheStart(String name) {
        assertThatThrownBy(() -> Names.of("console", "0.0.0.0", List.of(name)))
                .hasMessageContaining("imprimatur.http.hosts: '" + name + "'");
    }

    /** A browser sends a form of any page; only one that says that it is a page of the service is taken. */
    @ParameterizedTest
    @CsvSource({
        "/rebuilds/x/cancel, http://localhost:8080, application/x-www-form-urlencoded, 200",
        "/rebuilds/x/cancel, http://localhost:8080, application/x-www-form-urlencoded; charset=UTF-8, 200",
        "/rebuilds/x/cancel, , application/x-www-form-urlencoded, 415",
        "/rebuilds/x/cancel, null, application/x-www-form-urlencoded, 403",
        "/rebuilds/x/cancel, http://localhost:8081, application/x-www-form-urlencoded, 403",
        "/rebuilds/x/cancel, https://evil.example, application/x-www-form-urlencoded, 403",
        "/rebuilds/x/cancel, http://localhost:8080, multipart/form-data, 415",
        "/rebuilds/x/cancel, http://localhost:8080, text/plain, 415",
        "/api/rebuilds, http://localhost:8080, application/x-www-form-urlencoded, 415",
        "/api, http://localhost:8080, application/x-www-form-urlencoded, 415"
    })
    void takesFormsOfItsOwnPagesWhereItHasPages(String path, String origin, String contentType, int status) {
        Asked asked = new Asked(
                "POST", path, path, "localhost:8080", origin, contentType, 10, null, "127.0.0.1", Optional.empty(), "");
        Access pages = new Access(
                Names.of("console", "0.0.0.0", List.of()),
                Optional.empty(),
                Optional.empty(),
                100,
                true,
                Optional.of(new WriteRate(1000, Clock.systemUTC())));
        assertThat(pages.refusal(asked).map(Refusal::status).orElse(200)).isEqualTo(status);
        assertThat(ACCESS.refusal(asked)).isPresent();
    }

    private static int status(String method, String host, String origin, String contentType, long size) {
        return refusal(method, "/api/rebuilds", host, origin, contentType, size, null)
                .map(Refusal::status)
                .orElse(200);
    }

    private static Optional<Refusal> refusal(
            String method, String path, String host, String origin, String contentType, long size, String meant) {
        return ACCESS.refusal(new Asked(
                method,
                path.replaceFirst("\\?.*", ""),
                path,
                host,
                origin,
                contentType,
                size,
                meant,
                "10.1.2.3",
                Optional.empty(),
                "192.0.2.9"));
    }
}
