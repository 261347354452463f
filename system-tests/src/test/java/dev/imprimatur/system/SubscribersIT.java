package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.events.RebuildId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample subscribers hear of a publication: one from Kafka, one from a webhook whose signature it checks. */
class SubscribersIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Path SAMPLES = Path.of(System.getProperty("imprimatur.root", ".."), "examples", "subscribers");

    private final List<Process> programs = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        programs.forEach(Process::destroy);
    }

    @Test
    void bothHearOfIt() throws Exception {
        try (Stack stack = Stack.on(
                TestCatalog.small("subscribers").with("one", 1, "RUN true").folder())) {
            int port = FreePorts.promise(folder, List.of("receiver")).get("receiver");
            Path heard = node("javascript", "subscribe.js", "IMPRIMATUR_KAFKA", stack.address("IMPRIMATUR_KAFKA"));
            Path called = node("webhook", "receive.js", "WEBHOOK_SECRET", secret(stack, port), Integer.toString(port));
            await().atMost(LIMIT).until(() -> Files.readString(called).contains("listening"));
            Rebuilds rebuilds = new Rebuilds(stack);

            RebuildId rebuild = rebuilds.all();

            rebuilds.completed(rebuild, LIMIT);
            String digest = rebuilds.published(rebuild).getFirst().digest().value();
            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(heard).content().contains("subscribers-one/1.0.0/bookworm is " + digest);
                assertThat(called)
                        .content()
                        .contains("publish-completed: subscribers-one/1.0.0/bookworm " + digest)
                        .contains("rebuild-completed: " + rebuild + " succeeded");
            });
            assertThat(post(
                                    URI.create("http://localhost:" + port),
                                    "{}",
                                    "webhook-id",
                                    "x",
                                    "webhook-timestamp",
                                    Long.toString(System.currentTimeMillis() / 1000),
                                    "webhook-signature",
                                    "v1,AAAA")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    /** Starts a sample with a variable of the environment, and says where its output goes. */
    private Path node(String sample, String script, String variable, String value, String... arguments)
            throws IOException {
        Path own = Files.createDirectory(folder.resolve(sample));
        for (String file : List.of("package.json", script)) {
            Files.copy(SAMPLES.resolve(sample).resolve(file), own.resolve(file));
        }
        Script.Result npm = Script.program(
                LIMIT, "npm", "install", "--prefix", own.toString(), "--no-audit", "--no-fund", "--ignore-scripts");
        assertThat(npm.exitCode()).as(npm.output() + npm.errors()).isZero();
        Path output = own.resolve("output");
        List<String> command =
                new ArrayList<>(List.of("node", own.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of(variable, value));
        programs.add(builder.start());
        return output;
    }

    private static String secret(Stack stack, int port) throws Exception {
        HttpResponse<String> answer = post(
                URI.create(stack.address("IMPRIMATUR_CONSOLE") + "/api/webhooks"),
                "{\"url\": \"http://localhost:%d/hook\", \"topics\": [\"publish-completed\", \"rebuild-completed\"]}"
                        .formatted(port),
                "Content-Type",
                "application/json",
                "Authorization",
                stack.authorization());
        return new ObjectMapper().readTree(answer.body()).path("secret").asText();
    }

    private static HttpResponse<String> post(URI uri, String body, String... headers)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .headers(headers)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
