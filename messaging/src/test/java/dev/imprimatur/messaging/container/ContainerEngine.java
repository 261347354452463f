package dev.imprimatur.messaging.container;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;

/** The engine that tests' containers run on: {@code DOCKER_HOST}, else the usual socket. */
public final class ContainerEngine {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root", ".."))
            .toAbsolutePath()
            .normalize();
    private static final String LABEL = "dev.imprimatur.test";
    private static final int STAND_IN_MINUTES = 10;

    private ContainerEngine() {}

    /** What a last sweep finds containers, networks and volumes of this run by; {@code ./imprimatur test} gives it. */
    public static String run() {
        return Optional.ofNullable(System.getenv("IMPRIMATUR_TEST_RUN")).orElse("imprimatur-by-hand");
    }

    /**
     * Makes Testcontainers ask for the version of the API that the engine tells. Without it newer ones ask for 1.44,
     * and where that is refused for 1.32. To be called before the first container.
     */
    public static void agreeOnVersion() {
        if (System.getProperty("api.version") == null) {
            String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");
            apiVersion(URI.create(host)).ifPresent(version -> System.setProperty("api.version", version));
        }
    }

    /** What an engine's answer to {@code GET /_ping} tells; nothing if there is none without TLS. */
    static Optional<String> apiVersion(URI host) {
        DockerHttpClient.Request ping = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path("/_ping")
                .build();
        try (DockerHttpClient client =
                        new ZerodepDockerHttpClient.Builder().dockerHost(host).build();
                DockerHttpClient.Response answer = client.execute(ping)) {
            return Optional.ofNullable(answer.getHeader("Api-Version"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Sees to images under their official names: those that the engine has, those of a hub, else stand-ins.
     *
     * @param names as {@code deploy/stand-ins/build} calls them
     */
    public static void provide(String... names) {
        make("deploy/stand-ins/build", List.of("--missing"), names);
    }

    /** Sees to the images of the services, as they are packaged now. */
    public static void provideServices(String... names) {
        make("deploy/images/build", List.of("--outdated", "--without-class-data"), names);
    }

    private static void make(String script, List<String> options, String... names) {
        try {
            Path log = Files.createDirectories(ContainerLog.FOLDER)
                    .resolve(Path.of(script).getParent().getFileName() + "-" + String.join("-", names) + ".log");
            ProcessBuilder build = new ProcessBuilder(ROOT.resolve(script).toString());
            build.command().addAll(options);
            build.command().addAll(List.of(names));
            Process process =
                    build.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(STAND_IN_MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                throw new IllegalStateException(
                        script + " was not done after " + STAND_IN_MINUTES + " minutes: " + Files.readString(log));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(build.command() + ": " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Gives a container what each has: a log under {@code target/containers}, and the run's label. */
    public static <C extends GenericContainer<?>> C ours(C container, String name) {
        container.withLabels(Map.of(LABEL, run()));
        container.withLogConsumer(new ContainerLog(name));
        return container;
    }
}
