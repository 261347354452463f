package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.fixture.Tars;
import dev.imprimatur.oci.ImageReference;
import java.time.Duration;

/** The engine and the staging registry that these tests run against. */
public final class RealEngine {
    private RealEngine() {}

    public static Engine connect() {
        return DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
    }

    public static String staging() {
        return Surroundings.required("IMPRIMATUR_STAGING");
    }

    public static ImageReference base() {
        return ImageReference.parse(staging() + "/upstream/debian:bookworm");
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
        return BuildOrderBuilder.builder()
                .dockerfile(dockerfile)
                .context(ContextTar.of(Tars.empty()))
                .network(network)
                .timeout(timeout)
                .cancellation(cancellation)
                .build();
    }
}
