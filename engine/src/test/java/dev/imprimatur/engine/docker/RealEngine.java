package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.oci.ImageReference;
import java.time.Duration;
import java.util.Map;

/** The engine and the staging registry that these tests run against. */
final class RealEngine {
    private RealEngine() {}

    static Engine connect() {
        return Engine.connect(environment("DOCKER_HOST"));
    }

    static String staging() {
        return environment("IMPRIMATUR_STAGING");
    }

    static ImageReference base() {
        return ImageReference.parse(staging() + "/upstream/debian:bookworm");
    }

    static String environment(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(name + " is not set: this test needs a real one, run ./imprimatur test");
        }
        return value;
    }

    /** An order for the lines after FROM and LABEL. */
    static BuildOrder order(String label, String lines) {
        return order(label, lines, true, Duration.ofMinutes(2), new Cancellation());
    }

    static BuildOrder order(String label, String lines, boolean network, Duration timeout, Cancellation cancellation) {
        String dockerfile = "FROM " + base() + "\nLABEL dev.imprimatur.image=\"" + label + "\"\n" + lines + "\n";
        return order(dockerfile, network, timeout, cancellation);
    }

    static BuildOrder order(String dockerfile, boolean network, Duration timeout, Cancellation cancellation) {
        return new BuildOrder(
                dockerfile, Tars.empty(), Map.of(), Map.of(), Map.of(), null, network, timeout, cancellation);
    }
}
