package dev.imprimatur.renderer;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import org.eclipse.jgit.api.Git;

/**
 * A catalogue of one family in a Git repository over HTTP, which is away when the application starts. Properties are
 * what a test and its resources share.
 */
public class GitServer implements QuarkusTestResourceLifecycleManager {
    private static final String ANSWER = "imprimatur.test.git.answer";
    private static final int CUT = 0;
    private static final int SILENT = 1;

    private HttpServer server;
    private Path repository;
    private String commit;

    /** From now on it gives the repository. */
    public static void comesBack() {
        answers(200);
    }

    /** From now on every connection is cut. */
    public static void isCut() {
        answers(CUT);
    }

    /** From now on it takes connections and says nothing, until that changes. */
    public static void isSilent() {
        answers(SILENT);
    }

    /** From now on it answers with this status; 200 gives the repository. */
    public static void answers(int status) {
        System.setProperty(ANSWER, Integer.toString(status));
    }

    @Override
    public int order() {
        return 1;
    }

    @Override
    public Map<String, String> start() {
        isCut();
        try {
            Path work = Files.createTempDirectory("imprimatur-git");
            try (Git git = Git.init()
                    .setInitialBranch("main")
                    .setDirectory(work.toFile())
                    .call()) {
                write(work);
                git.add().addFilepattern(".").call();
                commit = git.commit()
                        .setMessage("a catalogue")
                        .setAuthor("Somebody", "somebody@example.org")
                        .setCommitter("Somebody", "somebody@example.org")
                        .setSign(false)
                        .call()
                        .name();
            }
            repository = work.resolve(".git");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/images.git/", this::answer);
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "imprimatur.renderer.catalog-git.url",
                "http://localhost:" + server.getAddress().getPort() + "/images.git",
                "imprimatur.places.check-interval",
                "200ms");
    }

    private static void write(Path root) throws IOException {
        Files.writeString(root.resolve("catalog.yaml"), """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm]
                families: [alone]
                """);
        Files.createDirectories(root.resolve("alone"));
        Files.writeString(root.resolve("alone/Dockerfile"), "FROM {base}\nRUN echo {version}\n");
        Files.writeString(root.resolve("alone/family.yaml"), """
                apiVersion: imprimatur.dev/v1
                kind: Family
                name: alone
                from: {base: {image: "debian:{variant}"}}
                releases: [{version: 3.0.0}]
                """);
    }

    /** The dumb protocol needs no more than the files of the repository. */
    private void answer(HttpExchange exchange) throws IOException {
        int status = Integer.getInteger(ANSWER);
        if (status == CUT) {
            exchange.close();
            return;
        }
        if (status == SILENT) {
            await().forever().until(() -> Integer.getInteger(ANSWER) != SILENT);
            exchange.close();
            return;
        }
        String path = exchange.getRequestURI().getPath().substring("/images.git/".length());
        Path file = repository.resolve(path);
        byte[] body = path.equals("info/refs")
                ? (commit + "\trefs/heads/main\n").getBytes(StandardCharsets.UTF_8)
                : Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        boolean given = status == 200 && body != null;
        exchange.sendResponseHeaders(given ? 200 : status == 200 ? 404 : status, given ? body.length : -1);
        if (given) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
