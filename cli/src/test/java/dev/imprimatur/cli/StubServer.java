package dev.imprimatur.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A neighbour with set answers; the last one for a path is repeated. */
final class StubServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Queue<Answer>> answers = Collections.synchronizedMap(new HashMap<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Headers> headers = Collections.synchronizedList(new ArrayList<>());

    private record Answer(int status, Map<String, String> headers, String body, boolean whole) {
        static final Answer NONE = new Answer(0, Map.of(), "");

        Answer(int status, Map<String, String> headers, String body) {
            this(status, headers, body, true);
        }
    }

    StubServer() throws IOException {
        this(0);
    }

    /** One at this port. */
    StubServer(int port) throws IOException {
        this(HttpServer.create(at(port), 0));
    }

    /** One with TLS. */
    static StubServer withTls(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(at(0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new StubServer(server);
    }

    private StubServer(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The next answer to this method and path, which may name a query. */
    StubServer on(String request, int status, String body) {
        return on(request, status, body, Map.of("Content-Type", "application/json"));
    }

    StubServer on(String request, int status, String body, Map<String, String> headers) {
        answers.computeIfAbsent(request, path -> new ArrayDeque<>()).add(new Answer(status, headers, body));
        return this;
    }

    /** The next answer says this, and then nothing; the connection stays. */
    StubServer stallsAfter(String request, String beginning) {
        answers.computeIfAbsent(request, path -> new ArrayDeque<>()).add(new Answer(200, Map.of(), beginning, false));
        return this;
    }

    /** The next request of this gets no answer: the connection breaks off. */
    StubServer breaksOffAt(String request) {
        answers.computeIfAbsent(request, path -> new ArrayDeque<>()).add(Answer.NONE);
        return this;
    }

    String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    /** What was asked: method, path and query, then the body. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The values of a header that requests had. */
    List<String> headers(String name) {
        return headers.stream()
                .flatMap(each -> Optional.ofNullable(each.get(name)).stream().flatMap(List::stream))
                .toList();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        String whole = query == null ? path : path + "?" + query;
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        headers.add(Headers.of(exchange.getRequestHeaders()));
        requests.add((whole + " " + body).strip());
        Answer answer = next(answers.getOrDefault(whole, answers.get(path)));
        if (answer == Answer.NONE) {
            exchange.close();
            return;
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        if (!answer.whole()) {
            exchange.sendResponseHeaders(answer.status(), 0);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            return;
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head || bytes.length == 0 ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static Answer next(Queue<Answer> set) {
        if (set == null) {
            return new Answer(404, Map.of(), "{\"error\":\"not-found\",\"message\":\"there is no such thing\"}");
        }
        return set.size() > 1 ? set.remove() : set.element();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
