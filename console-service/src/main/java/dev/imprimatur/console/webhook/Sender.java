package dev.imprimatur.console.webhook;

import dev.imprimatur.console.api.LogText;
import dev.imprimatur.oci.http.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends deliveries to the address that was checked, whatever its name leads to a moment later. Redirects are not
 * followed: an endpoint that moved is registered again.
 */
@ApplicationScoped
class Sender {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    @Inject
    WebhookConfig config;

    @Inject
    Targets targets;

    @Inject
    Vertx vertx;

    private HttpClient http;

    /** As many connections to one receiver as there may be endpoints: none of them waits for another's. */
    @PostConstruct
    void open() {
        http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setVerifyHost(true).setConnectTimeout((int)
                        Duration.ofSeconds(10).toMillis()),
                new PoolOptions().setHttp1MaxSize(Math.max(1, config.most())));
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /** Sends it. What cannot even be sent is not taken, like what is not answered. */
    Reply send(Sending sending) {
        try {
            return post(sending);
        } catch (Targets.Refused e) {
            return refused("not called: ", e);
        } catch (IOException e) {
            return new Reply.Silent("no answer: " + why(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Refused("interrupted: the console stopped", Duration.ZERO);
        } catch (RuntimeException e) {
            return refused("cannot be sent: ", e);
        }
    }

    private static Reply refused(String what, Exception e) {
        return new Reply.Refused(what + why(e), Duration.ZERO);
    }

    private static String why(Exception e) {
        return LogText.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private Reply post(Sending sending) throws IOException, InterruptedException {
        long end = System.nanoTime() + config.timeout().toNanos();
        Future<HttpClientRequest> connection = http.request(options(sending));
        HttpClientRequest request;
        try {
            request = await(connection, end);
        } catch (IOException | InterruptedException e) {
            // What comes too late must not keep its place among the connections to this receiver.
            connection.onSuccess(HttpClientRequest::reset);
            throw e;
        }
        try {
            return reply(await(request.send(Buffer.buffer(sending.body())), end), sending.at());
        } finally {
            // Nothing of the body matters, and neither it nor the answer may have an end.
            request.reset();
        }
    }

    private RequestOptions options(Sending sending) throws IOException {
        URI url = sending.url();
        boolean tls = "https".equals(url.getScheme());
        int usual = tls ? HTTPS_PORT : HTTP_PORT;
        int port = url.getPort() < 0 ? usual : url.getPort();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(
                        port, targets.address(url).getHostAddress()))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "imprimatur")
                .putHeader("webhook-id", sending.id())
                .putHeader("webhook-timestamp", Long.toString(sending.at().getEpochSecond()))
                .putHeader("webhook-signature", sending.signatures());
    }

    private static <T> T await(Future<T> future, long end) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("request timed out", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private Reply reply(HttpClientResponse response, Instant sent) {
        int status = response.statusCode();
        String text = "status " + status;
        if (status / 100 == 2) {
            return new Reply.Taken(text);
        }
        if (status == 410) {
            return new Reply.Gone(text);
        }
        String retryAfter = response.getHeader("Retry-After");
        Duration wait = Optional.ofNullable(retryAfter)
                .flatMap(value -> RetryAfter.parse(value, sent))
                .orElse(Duration.ZERO);
        return new Reply.Refused(text, wait.compareTo(config.longestWait()) > 0 ? config.longestWait() : wait);
    }
}
