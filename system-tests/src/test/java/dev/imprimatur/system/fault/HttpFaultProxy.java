package dev.imprimatur.system.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks just enough HTTP to tell requests apart: one a connection, since it asks for the connection's end after each. */
public final class HttpFaultProxy extends FaultProxy {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)\\s*$");
    private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\\r\\n");
    private static final Pattern UPGRADE = Pattern.compile("(?im)^upgrade:");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:");

    private final Map<Fault, Integer> weights;

    /** Of a server at {@code tcp://host:port} or {@code unix:///path}; faults have these weights. */
    public HttpFaultProxy(String name, URI target, FaultPlan plan, Map<Fault, Integer> weights) {
        super(name, target, plan);
        this.weights = weights;
    }

    @Override
    void pass(Socket client, Wire upstream) throws IOException, InterruptedException {
        String head = head(client.getInputStream());
        if (head == null) {
            return;
        }
        Optional<Fault> fault = plan.next(name, weights);
        switch (fault.orElse(Fault.LATENCY)) {
            case LATENCY -> {
                if (fault.isPresent()) {
                    Thread.sleep(plan.latencyMillis());
                }
                forward(client, head, upstream);
            }
            case RESET -> reset(client);
            case LOST_ANSWER -> loseAnswer(client, head, upstream);
            case BLACK_HOLE -> {
                Thread.sleep(BLACK_HOLE);
                reset(client);
            }
            case UNAVAILABLE -> answer(client, head, "503 Service Unavailable", "");
            case RATE_LIMITED -> answer(client, head, "429 Too Many Requests", "Retry-After: 1\r\n");
        }
    }

    private static void forward(Socket client, String head, Wire upstream) throws IOException {
        send(head, upstream);
        Thread.ofVirtual().start(() -> body(client, upstream));
        upstream.in().transferTo(client.getOutputStream());
        client.shutdownOutput();
    }

    private static void send(String head, Wire upstream) throws IOException {
        String asked = UPGRADE.matcher(head).find()
                ? head
                : CONNECTION.matcher(head).replaceAll("").replaceFirst("\r\n", "\r\nConnection: close\r\n");
        upstream.out().write(asked.getBytes(StandardCharsets.ISO_8859_1));
        upstream.out().flush();
    }

    /** Whatever else the client sends. When it hangs up, so does the proxy: that is how builds are cancelled. */
    private static void body(Socket client, Wire upstream) {
        try (upstream) {
            client.getInputStream().transferTo(upstream.out());
        } catch (IOException e) {
            // Gone.
        }
    }

    private static void loseAnswer(Socket client, String head, Wire upstream) throws IOException {
        send(head, upstream);
        Thread.ofVirtual().start(() -> body(client, upstream));
        upstream.in().transferTo(OutputStream.nullOutputStream());
        reset(client);
    }

    /** Answers in the server's place, once the request has been read; one whose length is not told is broken off. */
    private static void answer(Socket client, String head, String status, String headers) throws IOException {
        if (CHUNKED.matcher(head).find()) {
            reset(client);
            return;
        }
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            client.getInputStream().skipNBytes(Long.parseLong(length.group(1)));
        }
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
    }

    /** The request line and headers with the empty line after them, or null if the client hung up before. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int ended = 0;
        while (ended < 4) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            ended = next == "\r\n\r\n".charAt(ended) ? ended + 1 : next == '\r' ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
