package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import dev.imprimatur.oci.registry.ScriptedRegistry.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry, or what lies before it, that falls silent in the middle of an answer and keeps the connection. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StalledAnswersTest {
    private static final RegistryClientSettings TWICE = new RegistryClientSettings(
            2, Duration.ofSeconds(1), Duration.ofSeconds(1), 1_000_000, Duration.ofMillis(1), Duration.ofMillis(2));
    private static final RegistryClientSettings PATIENT = new RegistryClientSettings(
            1, Duration.ofSeconds(3), Duration.ofSeconds(3), 100_000, Duration.ofMillis(1), Duration.ofMillis(2));
    private static final byte[] CONTENT = new byte[1000];

    private final ScriptedRegistry server = new ScriptedRegistry();
    private final CountDownLatch over = new CountDownLatch(1);
    private final RepositoryReference node = new RepositoryReference(server.registry(), new Repository("node"));
    private final Descriptor blob = new Descriptor(Digest.of(CONTENT), "application/octet-stream", CONTENT.length);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        over.countDown();
        server.close();
    }

    @Test
    void aSmallBlobsEndIsNotWaitedForForEver() {
        server.then(stalling(200)).then(stalling(200));

        assertTimesOut(() -> client().blob(node, blob, 10_000));
        assertThat(server.asked()).as("it is tried again").hasSize(2);
    }

    @Test
    void aStallThatPassesIsTriedAgain() {
        server.then(stalling(200)).then(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        });

        assertThat(client().blob(node, blob, 10_000)).isEqualTo(CONTENT);
    }

    @Test
    void neitherIsThatOfABlobThatGoesIntoAFile() {
        server.otherwise(stalling(200));
        Path file = folder.resolve("blob");

        assertTimesOut(() -> client().fetchBlob(node, blob, file));
        assertThat(file).doesNotExist();
    }

    @Test
    void norOfOneThatIsCopied() {
        try (ScriptedRegistry target = new ScriptedRegistry()) {
            for (int i = 0; i < 2; i++) {
                target.then(404).then(202, "Location", "/upload").otherwise(exchange -> await());
            }
            server.otherwise(stalling(200));

            assertTimesOut(() ->
                    client().copyBlob(node, new RepositoryReference(target.registry(), new Repository("to")), blob));
        }
    }

    @Test
    void norWhileTheRequestIsLongOverButALittleComesAllTheTime() {
        server.otherwise(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            for (int i = 0; i < 100 && over.getCount() > 0; i++) {
                exchange.getResponseBody().write(0);
                exchange.getResponseBody().flush();
                pause(200);
            }
        });

        assertTimesOut(() -> client().blob(node, blob, 10_000));
    }

    @Test
    void aTransferThatOnlyTakesLongEnds() {
        byte[] large = new byte[3_000_000];
        Descriptor descriptor = new Descriptor(Digest.of(large), "application/octet-stream", large.length);
        server.then(exchange -> {
            exchange.sendResponseHeaders(200, large.length);
            for (int i = 0; i < 6; i++) {
                exchange.getResponseBody().write(large, 0, large.length / 6);
                exchange.getResponseBody().flush();
                pause(700);
            }
        });

        client(PATIENT).fetchBlob(node, descriptor, folder.resolve("large"));
        assertThat(folder.resolve("large")).hasSize(large.length);
    }

    @Test
    void listsAndReferrersEndInTimeToo() {
        server.otherwise(stalling(200));

        assertTimesOut(() -> client().tags(node));
        assertTimesOut(() -> client().referrers(node, blob.digest()));
    }

    @Test
    void soDoesARefusalThatDoesNotSayAllOfWhy() {
        server.otherwise(stalling(403));

        assertTimesOut(() -> client().tags(node));
    }

    @Test
    void soDoesATokenServer() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        server.otherwise(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/token")) {
                stalling(200).to(exchange);
            } else {
                exchange.getResponseHeaders()
                        .add(
                                "WWW-Authenticate",
                                "Bearer realm=\"" + server.registry().uri() + "/token\"");
                exchange.sendResponseHeaders(401, -1);
            }
        });

        assertTimesOut(() -> client().tags(node));
    }

    @Test
    void soDoesAnUploadWhoseAnswerStalls() {
        server.then(404).then(202, "Location", "/upload").then(stalling(201));
        server.then(404).then(202, "Location", "/upload").then(stalling(201));

        assertTimesOut(() -> client().putBlob(node, CONTENT));
    }

    @Test
    void theSizeThatAManifestClaimsSetsNoEndlessTimeOut() {
        assertThat(TWICE.timeoutFor(Long.MAX_VALUE)).isLessThan(Duration.ofDays(2));
        server.otherwise(stalling(200));

        assertTimesOut(() ->
                client().fetchBlob(node, new Descriptor(blob.digest(), "x", Long.MAX_VALUE), folder.resolve("huge")));
    }

    private static void assertTimesOut(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(RegistryException.class, timedOut())
                .hasMessageContaining("registry localhost:");
    }

    private static Consumer<RegistryException> timedOut() {
        return e -> {
            assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(e.temporary()).isTrue();
        };
    }

    /** Ten bytes of many, then nothing. */
    private Answer stalling(int status) {
        return exchange -> {
            exchange.sendResponseHeaders(status, CONTENT.length);
            some(exchange).flush();
            await();
        };
    }

    private static OutputStream some(HttpExchange exchange) throws IOException {
        OutputStream body = exchange.getResponseBody();
        body.write(Arrays.copyOf(CONTENT, 10));
        return body;
    }

    private void await() {
        try {
            over.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(long millis) {
        try {
            over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RegistryClient client() {
        return client(TWICE);
    }

    private RegistryClient client(RegistryClientSettings settings) {
        return new RegistryClient(settings, new DockerConfig(folder.resolve("config.json"), "", Duration.ofSeconds(1)));
    }
}
