package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineSettings;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.Settings;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine behind a port that speaks TLS and wants certificates of its clients, as dockerd's does. */
@Tag("engine")
class EngineOverTlsTest {
    private final Authority authority = new Authority();
    private final String label = "test/" + UUID.randomUUID();

    @TempDir
    Path folder;

    private CuttableConnection port;

    @BeforeEach
    void listen() throws Exception {
        port = new CuttableConnection(Surroundings.required("DOCKER_HOST"), authority.server("localhost"));
    }

    @AfterEach
    void clear() throws Exception {
        port.close();
        try (Engine engine = RealEngine.connect()) {
            engine.prune("dev.imprimatur.image", label);
        }
    }

    private Engine connect(Path certificates) {
        return DockerEngines.connect(Settings.overTls(port.address(), certificates));
    }

    private static Failure failure(ThrowingCallable call) {
        return catchThrowableOfType(EngineException.class, call).failure();
    }

    @Test
    void allThatIsAskedOfAnEngineGoesOverTls() throws Exception {
        try (Engine engine = connect(authority.client(folder, authority))) {
            engine.pull(base(), Output.none(), new Cancellation());
            Digest id = engine.build(order(label, "RUN echo over TLS"), Output.none());

            assertThat(engine.image(id.value())).isPresent();
            try (InputStream archive = engine.save(id.value(), new Cancellation())) {
                assertThat(archive.readAllBytes()).hasSizeGreaterThan(1024);
            }
            engine.remove(id.value());
        }
    }

    @Test
    void aCancelReachesTheEngineOverTls() throws Exception {
        Cancellation cancellation = new Cancellation();
        Output cancelling = text -> {
            if (text.contains("begun\n")) {
                Thread.ofVirtual().start(cancellation::cancel);
            }
        };
        try (Engine engine = connect(authority.client(folder, authority))) {
            long begin = System.nanoTime();

            Failure failure = failure(() -> engine.build(
                    order(label, "RUN echo begun && sleep 120", true, Duration.ofMinutes(3), cancellation),
                    cancelling));

            assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void anEngineOfAnotherAuthorityIsNotTrusted() throws Exception {
        assertUntrusted(authority.client(folder, new Authority()), "unable to find valid certification path");
    }

    @Test
    void anEngineThatIsCalledOtherwiseIsNotTrusted() throws Exception {
        port.close();
        port = new CuttableConnection(Surroundings.required("DOCKER_HOST"), authority.server("another.example"));

        assertUntrusted(authority.client(folder, authority), "localhost");
    }

    @Test
    void anEngineThatSpeaksNoTlsIsNotTrusted() throws Exception {
        port.close();
        port = new CuttableConnection(Surroundings.required("DOCKER_HOST"));

        assertUntrusted(authority.client(folder, authority), "SSL message");
    }

    private void assertUntrusted(Path certificates, String reason) {
        try (Engine engine = connect(certificates)) {
            for (ThrowingCallable call : new ThrowingCallable[] {
                engine::version,
                () -> engine.save(base().toString(), new Cancellation()),
                () -> engine.build(order(label, "RUN true"), Output.none())
            }) {
                assertUntrusted(failure(call), reason);
            }
        }
    }

    private static void assertUntrusted(Failure failure, String reason) {
        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.ENGINE_UNTRUSTED);
        assertThat(failure).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.message()).contains(reason).contains("imprimatur.engine.cert-path");
    }

    @Test
    void anEngineThatGoesInTheMiddleOfAHandshakeIsChance() throws Exception {
        try (ServerSocket closing = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> hangUpOnEverybody(closing));
            EngineSettings settings =
                    Settings.overTls("tcp://localhost:" + closing.getLocalPort(), authority.client(folder, authority));
            try (Engine engine = DockerEngines.connect(settings)) {
                assertThat(failure(engine::version).kind()).isEqualTo(Kind.ENGINE_UNREACHABLE);
            }
        }
    }

    private static void hangUpOnEverybody(ServerSocket closing) {
        try {
            while (true) {
                closing.accept().close();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void filesThatAreNoCertificatesAreRefusedAtOnce() throws Exception {
        assertThatThrownBy(() -> connect(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cert-path: there is no ca.pem in " + folder);

        authority.client(folder, authority);
        Files.writeString(folder.resolve("cert.pem"), "no certificate");

        assertThatThrownBy(() -> connect(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cert-path: " + folder + "/cert.pem cannot be used: ")
                .hasMessageEndingWith("expected ca.pem, cert.pem and key.pem, as Docker's client knows them");

        authority.client(folder, authority);
        Files.copy(
                authority.client(folder.resolve("other"), authority).resolve("key.pem"),
                folder.resolve("key.pem"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> connect(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cert-path: " + folder + "/key.pem is not the key of " + folder + "/cert.pem");
    }
}
