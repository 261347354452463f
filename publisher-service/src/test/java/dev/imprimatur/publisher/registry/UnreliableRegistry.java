package dev.imprimatur.publisher.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands in front of a registry and lets requests fail at random, says that it stored what it did not, or runs
 * something after some requests. It notes what it is asked.
 */
public final class UnreliableRegistry {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");
    private static final Runnable NOTHING = () -> {};

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Random chance = new Random(42);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger untilCall = new AtomicInteger();
    private final LocalRegistry behind;
    private final HttpServer server;
    private volatile int oneIn;
    private volatile Pattern forgets;
    private volatile Pattern refuses;
    private volatile int refusal;
    private volatile Runnable call;
    private volatile Stopped stopped;
    private volatile CountDownLatch held = new CountDownLatch(0);

    UnreliableRegistry(LocalRegistry behind) {
        this.behind = behind;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        beReliable();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    /** Its own address. */
    public Registry registry() {
        return Registry.parse("localhost:" + server.getAddress().getPort());
    }

    /** The real one. */
    public LocalRegistry behind() {
        return behind;
    }

    /** Passes everything on. */
    public void beReliable() {
        oneIn = Integer.MAX_VALUE;
        forgets = null;
        refuses = null;
        call = NOTHING;
        stopped = null;
        held.countDown();
    }

    /** Lets every request wait from now on, until {@link #beReliable}. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    /** Lets one in so many requests fail, in one of four ways. */
    public void failOneIn(int requests) {
        failed.set(0);
        oneIn = requests;
    }

    /** How many requests it let fail. */
    public int failed() {
        return failed.get();
    }

    /** What it was asked of this repository since the last time: method and what comes after the repository's path. */
    public List<String> asked(Repository of) {
        String path = "/v2/" + of.path() + "/";
        List<String> all = asked.stream()
                .filter(request -> request.contains(path))
                .map(request -> request.replaceFirst(Pattern.quote(path), ""))
                .toList();
        asked.clear();
        return all;
    }

    /** Answers that it stored manifests whose names match, and does not store them. */
    public void forget(String names) {
        forgets = Pattern.compile(names);
    }

    /** Answers requests like these, as method and path, with this status. */
    public void refuse(String requests, int status) {
        refusal = status;
        refuses = Pattern.compile(requests);
    }

    /**
     * Stops the next request that sets this tag until it is released, and answers then with this status, or passes it
     * on if that is 0.
     */
    public Stopped stopNext(String tag, int status) {
        stopped = new Stopped("PUT", "/manifests/" + tag, status);
        return stopped;
    }

    /** Stops the next request that sets this tag, whatever is done in other repositories, and passes it on then. */
    public Stopped stopNext(Tag tag) {
        stopped = new Stopped("PUT", "/v2/" + tag.repository() + "/manifests/" + tag.name(), 0);
        return stopped;
    }

    /** Stops the next request that asks what this tag names until it is released, and passes it on then. */
    public Stopped stopNextLook(String tag) {
        stopped = new Stopped("HEAD", "/manifests/" + tag, 0);
        return stopped;
    }

    /** A request that is stopped, once. */
    public static final class Stopped {
        private final String method;
        private final String path;
        private final int status;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch there = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Stopped(String method, String path, int status) {
            this.method = method;
            this.path = path;
            this.status = status;
        }

        /** Waits for the request. */
        public void await() {
            try {
                if (!there.await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("no " + method + " of " + path);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Releases it. */
        public void release() {
            released.countDown();
        }

        private boolean answers(HttpExchange exchange) throws IOException, InterruptedException {
            if (!exchange.getRequestMethod().equals(method)
                    || !exchange.getRequestURI().getPath().endsWith(path)
                    || !taken.compareAndSet(false, true)) {
                return false;
            }
            there.countDown();
            released.await();
            if (status != 0) {
                // More than a client waits by itself: the attempt ends.
                exchange.getResponseHeaders().set("Retry-After", "16");
                exchange.sendResponseHeaders(status, -1);
            }
            return status != 0;
        }
    }

    /** Calls this once, instead of passing on what comes after so many requests that change something. */
    public void afterChanges(int requests, Runnable action) {
        untilCall.set(requests);
        call = action;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            held.await();
            boolean changes = !Set.of("GET", "HEAD").contains(exchange.getRequestMethod());
            if (call != NOTHING && changes && untilCall.getAndDecrement() == 0) {
                call.run();
                return;
            }
            if (stopped != null && stopped.answers(exchange)) {
                return;
            }
            if (refused(exchange)) {
                exchange.sendResponseHeaders(refusal, -1);
                return;
            }
            if (forgotten(exchange)) {
                exchange.getResponseHeaders()
                        .set("Docker-Content-Digest", Digest.of(body).value());
                exchange.sendResponseHeaders(201, -1);
                return;
            }
            switch (fault()) {
                case 0 -> exchange.sendResponseHeaders(503, -1);
                case 1 -> {
                    exchange.getResponseHeaders().set("Retry-After", "0");
                    exchange.sendResponseHeaders(429, -1);
                }
                // No answer at all: the connection is closed.
                case 2 -> {}
                // Done, and no one learns of it.
                case 3 -> answer(exchange, body);
                default -> reply(exchange, answer(exchange, body));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized int fault() {
        if (oneIn == Integer.MAX_VALUE || chance.nextInt(oneIn) != 0) {
            return -1;
        }
        failed.incrementAndGet();
        return chance.nextInt(4);
    }

    private boolean refused(HttpExchange exchange) {
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        return refuses != null && refuses.matcher(request).matches();
    }

    private boolean forgotten(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        int name = path.indexOf("/manifests/") + "/manifests/".length();
        return forgets != null
                && exchange.getRequestMethod().equals("PUT")
                && path.contains("/manifests/")
                && forgets.matcher(path.substring(name)).matches();
    }

    private HttpResponse<byte[]> answer(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        behind.registry().uri().resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                // So that the registry names this address for uploads.
                .header("X-Forwarded-Host", registry().host());
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static void reply(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        if (exchange.getRequestMethod().equals("HEAD")) {
            answer.headers()
                    .firstValue("Content-Length")
                    .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
        }
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    void close() {
        server.stop(0);
        http.close();
    }
}
