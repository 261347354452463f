package dev.imprimatur.console.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * A collector as the protocol has it: reads requests by the protocol's own definition, and answers as the test says.
 */
public final class OtlpReceiver implements QuarkusTestResourceLifecycleManager {
    /** A span, by which service. */
    record Received(String service, Span span) {
        String attribute(String name) {
            return span.getAttributesList().stream()
                    .filter(attribute -> attribute.getKey().equals(name))
                    .map(attribute -> attribute.getValue().getStringValue())
                    .findFirst()
                    .orElse(null);
        }
    }

    static final Queue<Integer> ANSWERS = new ConcurrentLinkedQueue<>();
    private static final List<Received> SPANS = new CopyOnWriteArrayList<>();
    private static final List<String> LOGINS = new CopyOnWriteArrayList<>();

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/v1/traces", OtlpReceiver::take);
        server.start();
        return Map.of(
                "imprimatur.console.traces.endpoint",
                        "http://localhost:" + server.getAddress().getPort() + "/",
                "imprimatur.console.traces.headers.Authorization", "Bearer of-the-collector",
                "imprimatur.console.traces.console", "https://console.example");
    }

    private static void take(HttpExchange exchange) throws IOException {
        LOGINS.add(exchange.getRequestHeaders().getFirst("Authorization"));
        try (InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
            Integer answer = ANSWERS.poll();
            if (answer == null) {
                request.getResourceSpansList().forEach(OtlpReceiver::keep);
            }
            exchange.sendResponseHeaders(answer == null ? 200 : answer, -1);
        } finally {
            exchange.close();
        }
    }

    private static void keep(ResourceSpans spans) {
        String service = spans.getResource().getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("service.name"))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElseThrow();
        spans.getScopeSpansList()
                .forEach(scope -> scope.getSpansList().forEach(span -> SPANS.add(new Received(service, span))));
    }

    /** What came about a rebuild. */
    static List<Received> of(String rebuild) {
        return SPANS.stream()
                .filter(received -> rebuild.equals(received.attribute("imprimatur.rebuild")))
                .toList();
    }

    /** What requests showed. */
    static List<String> logins() {
        return LOGINS;
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
