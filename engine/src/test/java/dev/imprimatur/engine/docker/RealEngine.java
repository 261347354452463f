package dev.imprimatur.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.oci.ImageReference;
import java.time.Duration;
import java.util.Map;

/** The engine and the staging registry that these tests run against. */
public final class RealEngine {
    private RealEngine() {}

    public static Engine connect() {
        return Engine.connect(environment("DOCKER_HOST"));
    }

    /** A client of the same engine, past the code that is tested. */
    static DockerClient docker() {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(environment("DOCKER_HOST"))
                .build();
        return DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
    }

    public static String staging() {
        return environment("IMPRIMATUR_STAGING");
    }

    public static ImageReference base() {
        return ImageReference.parse(staging() + "/upstream/debian:bookworm");
    }

    public static String environment(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(name + " is not set: this test needs a real one, run ./imprimatur test");
        }
        return value;
    }

    /** An order for the lines after FROM and LABEL. */
    public static BuildOrder order(String label, String lines) {
        return order(label, lines, true, Duration.ofMinutes(2), new Cancellation());
    }

    public static BuildOrder order(
            String label, String lines, boolean network, Duration timeout, Cancellation cancellation) {
        String dockerfile = "FROM " + base() + "\nLABEL dev.imprimatur.image=\"" + label + "\"\n" + lines + "\n";
        return order(dockerfile, network, timeout, cancellation);
    }

    public static BuildOrder order(String dockerfile, boolean network, Duration timeout, Cancellation cancellation) {
        return new BuildOrder(
                dockerfile, Tars.empty(), Map.of(), Map.of(), Map.of(), null, network, timeout, cancellation);
    }
}
