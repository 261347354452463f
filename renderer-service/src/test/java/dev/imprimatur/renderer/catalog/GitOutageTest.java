package dev.imprimatur.renderer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures of a repository are its host's outage, and which it answers for good; asked of real hosts. */
class GitOutageTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429})
    void aHostThatCannotNowIsAway(int status) throws IOException {
        HttpServer host = answering(status);
        try {
            assertAway("http://localhost:" + host.getAddress().getPort() + "/images.git");
        } finally {
            host.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 401, 403, 410})
    void whatItRefusesItRefusesForGood(int status) throws IOException {
        HttpServer host = answering(status);
        try {
            assertFinal("http://localhost:" + host.getAddress().getPort() + "/images.git", GitSettings.of("main"));
        } finally {
            host.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "ssh"})
    void aHostOnWhichNothingListensIsAway(String scheme) throws IOException {
        assertAway(scheme + "://localhost:" + closedPort() + "/images.git");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ssh"})
    void aHostThatNoNameServerKnowsIsAway(String scheme) throws IOException {
        assertAway(scheme + "://no-such-host.invalid/images.git");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "ssh"})
    void aHostThatHangsUpIsAway(String scheme) throws IOException {
        try (ServerSocket host = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUp(host));
            assertAway(scheme + "://localhost:" + host.getLocalPort() + "/images.git");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ssh"})
    void aHostThatSaysNothingIsAway(String scheme) throws IOException {
        try (ServerSocket host = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = scheme + "://localhost:" + host.getLocalPort() + "/images.git";
            assertThat(place(url, 1).trouble()).isPresent();
        }
    }

    @Test
    void aHostOfAnEarlierProtocolOfSshStaysSo() throws IOException {
        try (ServerSocket host = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(host, "SSH-1.5-early\r\n"));
            assertFinal("ssh://localhost:" + host.getLocalPort() + "/images.git", GitSettings.of("main"));
        }
    }

    @Test
    void aBranchOrARepositoryThatIsNotThereIsSaidForGood() throws Exception {
        Path remote = root.resolve("remote");
        try (Git git = Git.init()
                .setInitialBranch("main")
                .setDirectory(remote.toFile())
                .call()) {
            git.commit()
                    .setAllowEmpty(true)
                    .setMessage("m")
                    .setAuthor("Somebody", "somebody@example.org")
                    .setCommitter("Somebody", "somebody@example.org")
                    .setSign(false)
                    .call();
        }

        assertFinal(remote.toString(), GitSettings.of("trunk"));
        assertFinal(root.resolve("none").toString(), GitSettings.of("main"));
    }

    /** It has a list of branches and nothing else: files, as any web server has them. */
    @Test
    void aHostOfFilesAloneIsWell() throws IOException {
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/images.git/info/refs", exchange -> {
            byte[] refs = ("a".repeat(40) + "\trefs/heads/main\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, refs.length);
            exchange.getResponseBody().write(refs);
            exchange.close();
        });
        host.start();
        try {
            assertThat(place("http://localhost:" + host.getAddress().getPort() + "/images.git", 30)
                            .trouble())
                    .isEmpty();
        } finally {
            host.stop(0);
        }
    }

    @Test
    void aPlaceIsNamedWithoutItsUser() throws IOException {
        assertThat(place("ssh://git@git.example.org:2222/team/images.git", 1).name())
                .isEqualTo("Git repository git.example.org:2222/team/images.git");
        assertThat(place("https://git.example.org/images.git", 1).name())
                .isEqualTo("Git repository git.example.org/images.git");
    }

    private void assertAway(String url) throws IOException {
        GitCatalog catalog = catalog(url, GitSettings.of("main"));

        assertThat(failure(catalog).mayPass()).isTrue();
        assertThat(catalog.place().trouble()).isPresent();
    }

    private void assertFinal(String url, GitSettings settings) throws IOException {
        GitCatalog catalog = catalog(url, settings);

        assertThat(failure(catalog).mayPass()).isFalse();
        assertThat(catalog.place().trouble()).isEmpty();
    }

    private static CatalogUnavailableException failure(GitCatalog catalog) {
        return catchThrowableOfType(CatalogUnavailableException.class, catalog::checkout);
    }

    private GitCatalog catalog(String url, GitSettings settings) throws IOException {
        return new GitCatalog(ssh(url, settings), url, Files.createTempDirectory(root, "work"));
    }

    private GitPlace place(String url, int patienceSeconds) throws IOException {
        GitSettings settings = ssh(url, GitSettings.of("main"));
        return new GitPlace(url, new GitLogin(settings, url, root), root.resolve("copy"), patienceSeconds);
    }

    /** A key and hosts, though no one gets as far as to be asked for them. */
    private GitSettings ssh(String url, GitSettings settings) throws IOException {
        return url.startsWith("ssh://")
                ? settings.withSsh(
                        Files.writeString(root.resolve("id"), ""), Files.writeString(root.resolve("known_hosts"), ""))
                : settings;
    }

    private static HttpServer answering(int status) throws IOException {
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        host.start();
        return host;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Says this, and reads until the other side hangs up. */
    private static void greet(ServerSocket host, String greeting) {
        while (!host.isClosed()) {
            try (Socket caller = host.accept()) {
                caller.getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8));
                caller.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // This caller is gone, or the test is over.
            }
        }
    }

    private static void hangUp(ServerSocket host) {
        while (!host.isClosed()) {
            try {
                host.accept().close();
            } catch (IOException e) {
                return;
            }
        }
    }
}
