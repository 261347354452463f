import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Stands before a registry and does to single requests what its rules say, a line each:
 *
 * <pre>METHOD PATH-PATTERN [times=N] [skip=N] [delay=SECONDS] [status=N] [retry-after=SECONDS] [stall=BYTES]</pre>
 *
 * {@code delay} holds the request before it is passed on, {@code status} answers it in the registry's place, and {@code stall}
 * passes on so many bytes of the answer's body and is silent then, with the connection open. {@code times} and {@code skip}
 * are counted from when the line was written. Each request is a line of {@code PROXY.log}, with {@code RULE} behind it if one
 * was followed. It asks the registry to end the connection after each request, which is slow, and enough.
 *
 * <p>{@code java Proxy.java PORT REGISTRY-PORT RULES-FILE LOG-FILE}
 */
final class Proxy {
    private static final int HEAD_END = 4;
    private static final Duration FOREVER = Duration.ofHours(1);

    private final int registry;
    private final Path rules;
    private final Path log;
    private final Map<String, Integer> met = new HashMap<>();
    private String known = "";

    private record Rule(String line, String method, Pattern path, Map<String, Integer> what) {
        static Rule of(String line) {
            String[] words = line.trim().split(" +");
            Map<String, Integer> what = new HashMap<>();
            Arrays.stream(words).skip(2).map(word -> word.split("=")).forEach(pair -> what.put(pair[0], Integer.valueOf(pair[1])));
            return new Rule(line, words[0], Pattern.compile(words[1]), what);
        }
    }

    private Proxy(int registry, Path rules, Path log) {
        this.registry = registry;
        this.rules = rules;
        this.log = log;
    }

    public static void main(String[] arguments) throws IOException {
        Proxy proxy = new Proxy(Integer.parseInt(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
        try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 200, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> proxy.serve(client));
            }
        }
    }

    private void serve(Socket client) {
        try (client; Socket upstream = new Socket(InetAddress.getLoopbackAddress(), registry)) {
            String head = head(client.getInputStream());
            if (!head.isEmpty()) {
                follow(client, upstream, head);
            }
        } catch (IOException e) {
            // One of the two has gone, and with this both.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Socket client, Socket upstream, String head) throws IOException, InterruptedException {
        String[] request = head.split(" ", 3);
        Map<String, Integer> what = rule(request[0], request[1]);
        Thread.sleep(Duration.ofSeconds(what.getOrDefault("delay", 0)));
        if (what.containsKey("status")) {
            answer(client, head, what);
            return;
        }
        OutputStream out = upstream.getOutputStream();
        out.write(head.replaceAll("(?im)^connection:.*\\r\\n", "").replaceFirst("\r\n", "\r\nConnection: close\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        Thread.ofVirtual().start(() -> pass(client, upstream));
        if (what.containsKey("stall")) {
            client.getOutputStream().write(head(upstream.getInputStream()).getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().write(upstream.getInputStream().readNBytes(what.get("stall")));
            client.getOutputStream().flush();
            Thread.sleep(FOREVER);
        }
        upstream.getInputStream().transferTo(client.getOutputStream());
        client.shutdownOutput();
    }

    /** What is to be done to a request; nothing without a rule. */
    private synchronized Map<String, Integer> rule(String method, String path) throws IOException {
        String text = Files.exists(rules) ? Files.readString(rules) : "";
        if (!text.equals(known)) {
            known = text;
            met.clear();
        }
        List<Rule> all = new ArrayList<>(text.lines().filter(line -> !line.isBlank()).map(Rule::of).toList());
        all.removeIf(rule -> !rule.method().equals(method) || !rule.path().matcher(path).find());
        for (Rule rule : all) {
            int number = met.merge(rule.line(), 1, Integer::sum) - rule.what().getOrDefault("skip", 0);
            if (number >= 1 && number <= rule.what().getOrDefault("times", Integer.MAX_VALUE)) {
                write(method + " " + path + " RULE " + rule.line());
                return rule.what();
            }
        }
        write(method + " " + path);
        return Map.of();
    }

    private void write(String line) throws IOException {
        Files.writeString(log, line + "\n", java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    }

    private static void answer(Socket client, String head, Map<String, Integer> what) throws IOException {
        var length = Pattern.compile("(?im)^content-length: *(\\d+)").matcher(head);
        client.getInputStream().skipNBytes(length.find() ? Long.parseLong(length.group(1)) : 0);
        String wait = what.containsKey("retry-after") ? "Retry-After: " + what.get("retry-after") + "\r\n" : "";
        client.getOutputStream().write(("HTTP/1.1 " + what.get("status") + " Fault\r\n" + wait
                + "Content-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
    }

    private static void pass(Socket client, Socket upstream) {
        try {
            client.getInputStream().transferTo(upstream.getOutputStream());
        } catch (IOException e) {
            // Gone.
        }
    }

    /** The first line and the headers, with the empty line behind them; nothing if the other end hung up before. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int ended = 0;
        while (ended < HEAD_END) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            bytes.write(next);
            ended = next == "\r\n\r\n".charAt(ended) ? ended + 1 : next == '\r' ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
