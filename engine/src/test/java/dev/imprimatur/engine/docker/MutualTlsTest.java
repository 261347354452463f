package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real dockerd that asks for its clients' certificates, as the engines of testers do: who is let in, and what the
 * others read.
 */
@Tag("engine")
class MutualTlsTest {
    private static final Path SCRIPT = Path.of(
                    System.getProperty("imprimatur.root", ".."), "deploy/kubernetes/engine-certificates")
            .toAbsolutePath()
            .normalize();
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration OVER = Duration.ofMinutes(-5);

    private final Authority authority = new Authority();

    @TempDir
    Path folder;

    private OwnEngine daemon;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        daemon = new OwnEngine();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void end() {
        daemon.close();
    }

    private void listen(Path files) throws IOException {
        daemon.start(
                Map.of(),
                "--host=tcp://127.0.0.1:" + port,
                "--tlsverify",
                "--tlscacert=" + files.resolve("ca.pem"),
                "--tlscert=" + files.resolve("cert.pem"),
                "--tlskey=" + files.resolve("key.pem"));
    }

    private Engine connect(Path files) {
        return DockerEngines.connect(Settings.overTls("tcp://localhost:" + port, files));
    }

    private static Failure failure(ThrowingCallable call) {
        return catchThrowableOfType(EngineException.class, call).failure();
    }

    private void refused(Path files, String... reasons) {
        try (Engine engine = connect(files)) {
            for (ThrowingCallable call :
                    new ThrowingCallable[] {engine::version, () -> engine.save("any", new Cancellation())}) {
                Failure failure = failure(call);
                assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.ENGINE_UNTRUSTED);
                assertThat(failure.message()).contains(reasons);
            }
        }
    }

    /** By another client than ours, which asks nothing of the certificate itself. */
    private boolean isLetIn(Path trusting, Path shown) {
        String pair =
                shown == null ? "" : " --cert " + shown.resolve("cert.pem") + " --key " + shown.resolve("key.pem");
        try {
            OwnEngine.run("curl --fail --silent --cacert " + trusting.resolve("ca.pem") + pair + " https://localhost:"
                    + port + "/version");
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private void script(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(SCRIPT.toString(), folder.toString()));
        command.addAll(List.of(arguments));
        Process script = new ProcessBuilder(command).inheritIO().start();
        assertThat(script.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(script.exitValue()).isZero();
    }

    @Test
    void withThePairsOfTheScriptATestIsRunAndNeitherSidesPairIsGoodForTheOther() throws Exception {
        script("localhost");
        listen(folder.resolve("server"));
        daemon.loadBase();

        try (Engine engine = connect(folder.resolve("client"))) {
            engine.build(
                    order(
                            "test/" + UUID.randomUUID(),
                            "RUN echo tested",
                            false,
                            Duration.ofMinutes(2),
                            new Cancellation()),
                    Output.none());

            assertThat(engine.certificates()).get().satisfies(certificates -> {
                assertThat(certificates.client()).isAfter(Instant.now().plus(Duration.ofDays(364)));
                // The script makes one after the other.
                assertThat(certificates.engine())
                        .get()
                        .satisfies(until ->
                                assertThat(until).isCloseTo(certificates.client(), within(1, ChronoUnit.MINUTES)));
            });
        }

        // What a test that broke out finds beside its engine opens no other engine.
        assertThat(isLetIn(folder.resolve("client"), folder.resolve("client"))).isTrue();
        assertThat(isLetIn(folder.resolve("client"), folder.resolve("server"))).isFalse();
        assertThatThrownBy(() -> connect(folder.resolve("server")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cert-path: " + folder + "/server/cert.pem cannot be used: it is no client's");
    }

    @Test
    void anAuthorityIsReplacedWhileBothSidesGoOn() throws Exception {
        script("localhost");
        listen(folder.resolve("server"));
        try (Engine engine = connect(folder.resolve("client"))) {
            engine.version();

            script("--next");
            engine.version();
            daemon.stop();
            listen(folder.resolve("server"));
            engine.version();

            script("localhost");
            engine.version();
            daemon.stop();
            listen(folder.resolve("server"));
            engine.version();

            Files.delete(folder.resolve("authority/ca-001.pem"));
            Files.delete(folder.resolve("authority/ca-001-key.pem"));
            script("localhost");
            daemon.stop();
            listen(folder.resolve("server"));
            engine.version();
        }
    }

    @Test
    void aClientOfAnotherAuthorityIsRefusedAndItsIssuerNamed() throws Exception {
        listen(authority.engine(folder.resolve("engine"), "localhost", HOUR));

        refused(
                new Authority().client(folder.resolve("foreign"), authority),
                folder + "/foreign/cert.pem is issued by CN=authority",
                "the engine takes clients of [CN=authority");
    }

    @Test
    void aClientWhoseCertificateHasExpiredIsRefusedUntilItIsReplaced() throws Exception {
        listen(authority.engine(folder.resolve("engine"), "localhost", HOUR));
        Path files = authority.client(folder.resolve("client"), authority, OVER);

        refused(files, files + "/cert.pem expired at ", "replace it and key.pem");

        try (Engine engine = connect(files)) {
            assertThat(failure(engine::version).kind()).isEqualTo(Kind.ENGINE_UNTRUSTED);
            authority.client(files, authority);

            assertThat(engine.version()).isNotNull();
            assertThat(engine.certificates().orElseThrow().client()).isAfter(Instant.now());
        }
    }

    @Test
    void anEngineWhoseCertificateHasExpiredIsRefusedAndSoIsOneByAnotherName() throws Exception {
        Path files = authority.client(folder.resolve("client"), authority);
        listen(authority.engine(folder.resolve("engine"), "localhost", OVER));

        refused(
                files,
                "the engine's certificate, or its CA's",
                "has expired",
                "An engine reads its own when it starts");

        daemon.stop();
        listen(authority.engine(folder.resolve("engine"), "tester-engine-1.tester-engine", HOUR));

        refused(files, "localhost", "this names the engine's host");
    }

    @Test
    void aClientWithoutACertificateIsRefusedHereAndThere() throws Exception {
        listen(authority.engine(folder.resolve("engine"), "localhost", HOUR));
        Path files = authority.client(folder.resolve("client"), authority);
        Files.delete(files.resolve("cert.pem"));

        assertThatThrownBy(() -> connect(files))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cert-path: there is no cert.pem in " + files);
        assertThat(isLetIn(files, null)).isFalse();
        assertThat(isLetIn(files, authority.client(folder.resolve("other"), authority)))
                .isTrue();
    }

    @Test
    void filesThatAreHalfReplacedLeaveTheOnesBeforeInUse() throws Exception {
        listen(authority.engine(folder.resolve("engine"), "localhost", HOUR));
        Path files = authority.client(folder.resolve("client"), authority);
        Path next = authority.client(folder.resolve("next"), authority, Duration.ofHours(2));

        try (Engine engine = connect(files)) {
            Instant before = engine.certificates().orElseThrow().client();
            Files.copy(next.resolve("cert.pem"), files.resolve("cert.pem"), StandardCopyOption.REPLACE_EXISTING);

            assertThat(engine.version()).isNotNull();
            assertThat(engine.certificates().orElseThrow().client()).isEqualTo(before);

            Files.copy(next.resolve("key.pem"), files.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);

            assertThat(engine.version()).isNotNull();
            assertThat(engine.certificates().orElseThrow().client()).isAfter(before);
        }
    }
}
