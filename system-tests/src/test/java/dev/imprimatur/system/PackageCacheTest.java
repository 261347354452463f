package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.localstack.start.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cache that {@code up --package-cache} starts, as the script configures it, on a machine whose archive is
 * localhost.
 */
class PackageCacheTest {
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static HttpServer archive;
    private static Process squid;
    private static InetSocketAddress cache;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/squid")), "squid is not installed");
        archive = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        archive.createContext("/", exchange -> {
            ASKED.add(exchange.getRequestURI().getPath());
            byte[] body = "a package".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Last-Modified", "Tue, 24 Nov 2026 03:00:00 GMT");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        archive.start();
        cache = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.anyFree());
        Path configuration = folder.resolve("squid.conf");
        Script.Result written = Script.program(
                Duration.ofSeconds(30), "bash", "-c", """
                set -euo pipefail
                for file in deploy/local/*.sh; do source "$file"; done
                archive=$1
                package_archives() { printf 'http localhost %s\\n' "$archive"; }
                package_cache_configuration 127.0.0.1 "$0"
                """, Integer.toString(cache.getPort()), Integer.toString(port()));
        assertThat(written.exitCode()).as(written.errors()).isZero();
        Files.writeString(configuration, written.output());
        squid = new ProcessBuilder("squid", "-N", "-d", "1", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().alias("squid answers").atMost(Duration.ofSeconds(30)).until(() -> {
            try (Socket socket = new Socket(cache.getAddress(), cache.getPort())) {
                return socket.isConnected();
            } catch (IOException e) {
                return !squid.isAlive();
            }
        });
        assertThat(squid.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (archive != null) {
            archive.stop(0);
        }
        if (squid != null) {
            squid.destroy();
            squid.waitFor();
        }
    }

    @BeforeEach
    void nothingWasAsked() {
        ASKED.clear();
    }

    @Test
    void aPackageIsFetchedOnce() throws Exception {
        for (int image = 0; image < 12; image++) {
            HttpResponse<String> answer = get("http://localhost:" + port() + "/pool/main/a/a_1_amd64.deb");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("a package");
        }

        assertThat(ASKED).containsExactly("/pool/main/a/a_1_amd64.deb");
    }

    /** What a build must not reach, it does not reach through the cache either. */
    @Test
    void noOtherAddressOfThisMachineOrItsNetworkIsReached() throws Exception {
        for (String host : List.of("127.0.0.1", "127.1.2.3", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]")) {
            assertThat(get("http://" + host + ":" + port() + "/").statusCode())
                    .as(host)
                    .isEqualTo(403);
        }
        for (String host : List.of("10.0.0.1", "169.254.169.254", "192.168.0.1", "172.16.0.1", "[fd00::1]")) {
            assertThat(get("http://" + host + "/").statusCode()).as(host).isEqualTo(403);
        }
        assertThat(tunnel("127.0.0.1:" + port())).contains(" 403 ");
        assertThat(tunnel("127.0.0.1:443")).contains(" 403 ");
        assertThat(tunnel("localhost:" + port())).as("it speaks no TLS").contains(" 403 ");
        try (ServerSocket neighbour = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(tunnel("localhost:" + neighbour.getLocalPort()))
                    .as("another port of the archive's host")
                    .contains(" 403 ");
            assertThat(get("http://localhost:" + neighbour.getLocalPort() + "/").statusCode())
                    .isEqualTo(403);
        }
        assertThat(ASKED).isEmpty();
    }

    @Test
    void archivesAreReachedAsTheyAreConfigured() {
        Script.Result archives = Script.program(Duration.ofSeconds(30), "bash", "-c", """
                set -euo pipefail
                for file in deploy/local/*.sh; do source "$file"; done
                apt-get() { printf '%s\\n' http://archive.example:8080/debian http://localhost:3142/debian; }
                npm_configuration() { printf '%s\\n' registry=https://user:pass@npm.example/team/ @own:registry=http://10.0.0.7:4873; }
                package_archives
                """);

        assertThat(archives.output().lines())
                .as(archives.errors())
                .containsExactly(
                        "http 10.0.0.7 4873",
                        "http archive.example 8080",
                        "http localhost 3142",
                        "https npm.example 443");
    }

    private static int port() {
        return archive.getAddress().getPort();
    }

    private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().proxy(ProxySelector.of(cache)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static String tunnel(String to) throws IOException {
        try (Socket socket = new Socket(cache.getAddress(), cache.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] begin = socket.getInputStream().readNBytes(16);
            return new String(begin, StandardCharsets.US_ASCII);
        }
    }
}
