package dev.imprimatur.system.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Speaks just enough HTTP to tell requests apart: one a connection, since it asks for the connection's end after each.
 * What writes a manifest is shown to a witness, whatever becomes of the answer.
 */
public final class HttpFaultProxy extends FaultProxy {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)\\s*$");
    private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\\r\\n");
    private static final Pattern UPGRADE = Pattern.compile("(?im)^upgrade:");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:");
    private static final Pattern SUCCESS = Pattern.compile("^HTTP/1\\.\\d 2\\d\\d ");
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.\\d \\d\\d\\d ");
    /** Thirty years. */
    private static final String ABSURD = "Retry-After: 999999999\r\n";
    /** The port that discards what it gets, where any program uses it. */
    private static final String ELSEWHERE = "Location: http://localhost:9/elsewhere\r\n";

    private final Map<Fault, Integer> weights;
    private final ManifestWitness witness;
    private final Map<ManifestRequest, Object> turns = new ConcurrentHashMap<>();

    /** Of a server at {@code tcp://host:port} or {@code unix:///path}; faults have these weights. */
    public HttpFaultProxy(String name, URI target, FaultPlan plan, Map<Fault, Integer> weights) {
        this(name, target, plan, weights, ManifestWitness.NONE);
    }

    /** As before; the witness sees what is done with manifests. */
    public HttpFaultProxy(
            String name, URI target, FaultPlan plan, Map<Fault, Integer> weights, ManifestWitness witness) {
        super(name, target, plan);
        this.weights = weights;
        this.witness = witness;
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
            case LOST_ANSWER -> {
                answer(client, head, upstream);
                reset(client);
            }
            case TRUNCATED -> {
                half(client, answer(client, head, upstream));
                reset(client);
            }
            case STALLED -> {
                half(client, answer(client, head, upstream));
                Thread.sleep(plan.silence());
                reset(client);
            }
            case BLACK_HOLE -> {
                Thread.sleep(plan.silence());
                reset(client);
            }
            case UNAVAILABLE -> refuse(client, head, "503 Service Unavailable", "");
            case RATE_LIMITED -> refuse(client, head, "429 Too Many Requests", "Retry-After: 1\r\n");
            case REDIRECTED -> refuse(client, head, "307 Temporary Redirect", ELSEWHERE);
            case ABSURD_PAUSE -> refuse(client, head, "429 Too Many Requests", ABSURD);
        }
    }

    private void forward(Socket client, String head, Wire upstream) throws IOException {
        if (ManifestRequest.of(head).isPresent()) {
            client.getOutputStream().write(answer(client, head, upstream));
        } else {
            send(head, upstream);
            Thread.ofVirtual().start(() -> body(client, upstream));
            upstream.in().transferTo(client.getOutputStream());
        }
        client.shutdownOutput();
    }

    /** The whole answer. */
    private byte[] answer(Socket client, String head, Wire upstream) throws IOException {
        Optional<ManifestRequest> write = ManifestRequest.of(head);
        if (write.isPresent()) {
            return witnessed(write.get(), client, head, upstream);
        }
        send(head, upstream);
        Thread.ofVirtual().start(() -> body(client, upstream));
        return upstream.in().readAllBytes();
    }

    /** One at a time for each reference: what was shown last is what the registry has. */
    private byte[] witnessed(ManifestRequest request, Socket client, String head, Wire upstream) throws IOException {
        byte[] manifest = client.getInputStream().readNBytes(Math.toIntExact(length(head)));
        if (CHUNKED.matcher(head).find() || manifest.length < length(head)) {
            throw new IOException("not all of a manifest has come");
        }
        ManifestRequest place = new ManifestRequest("", request.repository(), request.reference());
        synchronized (turns.computeIfAbsent(place, each -> new Object())) {
            String status = "";
            try {
                send(head, upstream);
                upstream.out().write(manifest);
                upstream.out().flush();
                byte[] answer = upstream.in().readAllBytes();
                status = new String(answer, StandardCharsets.ISO_8859_1);
                return answer;
            } finally {
                if (SUCCESS.matcher(status).find()) {
                    witness.saw(Instant.now(), request, manifest);
                } else if (!STATUS.matcher(status).find()) {
                    witness.missed(Instant.now(), request, manifest);
                }
            }
        }
    }

    private static void half(Socket client, byte[] answer) throws IOException {
        client.getOutputStream().write(Arrays.copyOf(answer, answer.length / 2));
        client.getOutputStream().flush();
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

    /** Answers in the server's place, once the request has been read; one whose length is not given is broken off. */
    private static void refuse(Socket client, String head, String status, String headers) throws IOException {
        if (CHUNKED.matcher(head).find()) {
            reset(client);
            return;
        }
        client.getInputStream().skipNBytes(length(head));
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
    }

    private static long length(String head) {
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Long.parseLong(length.group(1)) : 0;
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
