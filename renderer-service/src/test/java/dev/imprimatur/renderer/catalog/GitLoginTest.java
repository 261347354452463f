package dev.imprimatur.renderer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.server.command.Command;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.UploadPack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories behind a login: over SSH, to a real server in this process, and over HTTP. */
class GitLoginTest {
    private static final String PREFIX = "imprimatur.renderer.catalog-git.";

    @TempDir
    Path root;

    private Git git;
    private String commit;
    private SshServer server;
    private Path key;
    private Path known;
    private String lastWords;

    /**
     * Ends before it has said anything of the repository, as a server that is overloaded does, or one that has none.
     */
    private static final class HangUp extends AbstractCommandSupport {
        private final String lastWords;

        HangUp(String command, String lastWords) {
            super(command, null);
            this.lastWords = lastWords;
        }

        @Override
        public void run() {
            try {
                getErrorStream().write(lastWords.getBytes(StandardCharsets.UTF_8));
                getErrorStream().flush();
                onExit(1);
            } catch (IOException e) {
                onExit(1, e.getMessage());
            }
        }
    }

    /** Serves one repository. */
    private static final class Upload extends AbstractCommandSupport {
        private final Git served;

        Upload(String command, Git served) {
            super(command, null);
            this.served = served;
        }

        @Override
        public void run() {
            try {
                new UploadPack(served.getRepository()).upload(getInputStream(), getOutputStream(), getErrorStream());
                onExit(0);
            } catch (IOException e) {
                onExit(1, e.getMessage());
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        Path remote = Files.createDirectories(root.resolve("remote"));
        git = Git.init().setInitialBranch("main").setDirectory(remote.toFile()).call();
        Files.writeString(remote.resolve("catalog.yaml"), "one\n");
        git.add().addFilepattern(".").call();
        commit = git.commit()
                .setMessage("m")
                .setAuthor("Somebody", "somebody@example.org")
                .setCommitter("Somebody", "somebody@example.org")
                .setSign(false)
                .call()
                .name();
        KeyPair user = pair();
        KeyPair host = pair();
        key = write("id", user);
        server = SshServer.setUpDefaultServer();
        server.setHost("localhost");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator(
                (name, offered, session) -> name.equals("git") && KeyUtils.compareKeys(offered, user.getPublic()));
        server.setCommandFactory((session, command) -> command(command));
        server.start();
        known = knows(host);
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(true);
        git.close();
    }

    @Test
    void aKnownHostIsFetchedFromWithTheKey() {
        assertThat(fetched(GitSettings.of("main").withSsh(key, known))).isEqualTo(commit);
    }

    @Test
    void aHostThatIsNotKnownOrHasAnotherKeyIsNotSpokenTo() throws Exception {
        Path empty = Files.writeString(root.resolve("empty"), "");
        Path other = knows(pair());

        for (Path hosts : List.of(empty, other)) {
            assertThatThrownBy(() -> fetched(GitSettings.of("main").withSsh(key, hosts)))
                    .isInstanceOf(CatalogUnavailableException.class)
                    .hasMessageContaining(url())
                    .hasMessageContaining("key")
                    .matches(GitLoginTest::isFinal);
        }
        assertThat(empty).as("nor learned").isEmptyFile();
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        Path stranger = write("stranger", pair());

        assertThatThrownBy(() -> fetched(GitSettings.of("main").withSsh(stranger, known)))
                .isInstanceOf(CatalogUnavailableException.class)
                .hasMessageContaining(url())
                .matches(GitLoginTest::isFinal);
    }

    /** It may be away, or have no such repository: attempts count, so that a plan ends in any case. */
    @ParameterizedTest
    @ValueSource(strings = {"", "ERROR: Internal server error, please try again later.\n"})
    void aSessionThatEndsBeforeTheBranchesIsNeitherAnOutageNorAnAnswerForGood(String said) {
        lastWords = said;
        GitCatalog catalog = new GitCatalog(GitSettings.of("main").withSsh(key, known), url(), root.resolve("work"));

        assertThatThrownBy(catalog::checkout)
                .isInstanceOf(CatalogUnavailableException.class)
                .hasMessageContaining(said.strip())
                .matches(thrown -> !isFinal(thrown), "may pass");
        assertThat(catalog.place().trouble()).isEmpty();

        lastWords = null;
        assertThat(catalog.checkout().revision()).isEqualTo(commit);
    }

    @Test
    void aHostThatHasNoCipherInCommonIsRefusedForGood() {
        server.setCipherFactories(List.of(BuiltinCiphers.none));
        GitCatalog catalog = new GitCatalog(GitSettings.of("main").withSsh(key, known), url(), root.resolve("work"));

        // A session that its host ends before it is asked for says no reason. Such a plan is tried again.
        await().untilAsserted(() -> assertThatThrownBy(catalog::checkout)
                .isInstanceOf(CatalogUnavailableException.class)
                .matches(GitLoginTest::isFinal));
        assertThat(catalog.place().trouble()).isEmpty();
    }

    private static boolean isFinal(Throwable thrown) {
        return thrown instanceof CatalogUnavailableException failure && !failure.mayPass();
    }

    @Test
    void whatIsMissingIsSaidAtTheStart() {
        assertThatThrownBy(() -> fetched(GitSettings.of("main").withSsh(key, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(PREFIX + "known-hosts is missing");
        assertThatThrownBy(() -> fetched(GitSettings.of("main").withSsh(root.resolve("no"), known)))
                .hasMessageStartingWith(PREFIX + "ssh-key: the file " + root.resolve("no") + " cannot be read");
        assertThatThrownBy(() -> fetched(GitSettings.of("main").withPassword("u", "p", key)))
                .hasMessageStartingWith(PREFIX + "password and " + PREFIX + "password-file");
    }

    @Test
    void aTokenIsReadFromItsFileAndNeverShown() throws Exception {
        Path token = Files.writeString(root.resolve("token"), "s3cret-0ld\n");
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // The dumb protocol needs no more than the files of the repository.
        http.createContext("/images.git/", exchange -> {
                    String path = exchange.getRequestURI().getPath().substring("/images.git/".length());
                    Path file = root.resolve("remote/.git").resolve(path);
                    byte[] body = path.equals("info/refs")
                            ? (commit + "\trefs/heads/main\n").getBytes(StandardCharsets.UTF_8)
                            : Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
                    exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
                    if (body != null) {
                        exchange.getResponseBody().write(body);
                    }
                    exchange.close();
                })
                .setAuthenticator(new BasicAuthenticator("git") {
                    @Override
                    public boolean checkCredentials(String user, String password) {
                        return user.equals("bot") && password.equals("s3cret-n3w");
                    }
                });
        http.start();
        try {
            GitCatalog catalog = new GitCatalog(
                    GitSettings.of("main").withPassword("bot", null, token),
                    "http://localhost:" + http.getAddress().getPort() + "/images.git",
                    root.resolve("http"));
            assertThatThrownBy(catalog::refresh)
                    .isInstanceOf(CatalogUnavailableException.class)
                    .hasMessageContaining("not authorized")
                    .matches(GitLoginTest::isFinal)
                    .hasMessageNotContaining("s3cret");

            Files.writeString(token, "s3cret-n3w\n");

            assertThat(catalog.refresh().revision()).isEqualTo(commit);
        } finally {
            http.stop(0);
        }
    }

    private String fetched(GitSettings settings) {
        return new GitCatalog(settings, url(), root.resolve("work")).checkout().revision();
    }

    private String url() {
        return "ssh://git@localhost:" + server.getPort() + "/images.git";
    }

    private Command command(String command) {
        if (!command.equals("git-upload-pack '/images.git'")) {
            throw new IllegalArgumentException(command);
        }
        return lastWords == null ? new Upload(command, git) : new HangUp(command, lastWords);
    }

    private Path knows(KeyPair host) throws IOException {
        return Files.writeString(
                Files.createTempFile(root, "known", ""),
                "[localhost]:" + server.getPort() + " " + PublicKeyEntry.toString(host.getPublic()) + "\n");
    }

    private Path write(String name, KeyPair pair) throws Exception {
        Path file = root.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", null, out);
        }
        return file;
    }

    private static KeyPair pair() throws Exception {
        var generator = SecurityUtils.getKeyPairGenerator("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }
}
