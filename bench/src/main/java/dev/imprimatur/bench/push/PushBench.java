package dev.imprimatur.bench.push;

import dev.imprimatur.builder.stage.BaseLayers;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.engine.push.Gzip;
import dev.imprimatur.engine.push.ImagePusher;
import dev.imprimatur.engine.push.KnownLayers;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Measures how long it takes to stage fresh images, beside {@code docker push} of the same images. {@code PushBench
 * text|json}, as the script calls it.
 */
public final class PushBench implements AutoCloseable {
    private static final String LABEL = "dev.imprimatur.image";
    /** What a layer of a real image is like: a copy of real programs. */
    private static final String LARGE = "RUN cp -a /usr /opt/copy && echo %s > /unique";

    private static final String SMALL = "RUN echo %s > /unique";

    private final Engine engine = DockerEngines.connect("");
    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
    private final Gzip gzip = Gzip.fastest();
    private final ImageReference base;
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    PushBench(Registry staging) {
        base = ImageReference.parse(staging + "/upstream/debian:bookworm");
        engine.pull(base, Output.none(), new Cancellation());
    }

    /** The engine is that of DOCKER_HOST, the registry that of IMPRIMATUR_STAGING, as the script sets them. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (PushBench bench = new PushBench(Registry.parse(System.getenv("IMPRIMATUR_STAGING")))) {
            System.out.println(bench.measured(arguments[0].equals("json")));
        }
    }

    private String measured(boolean json) throws IOException, InterruptedException {
        // The first run of each kind loads classes and fills caches.
        measure("warm-up", SMALL);
        Measured large = measure("large layer", LARGE);
        Measured small = measure("small layer", SMALL);
        return json ? "[" + large.json() + "," + small.json() + "]" : text(large, small);
    }

    @Override
    public void close() {
        engine.prune(LABEL, "bench/" + run);
        engine.close();
    }

    private String text(Measured large, Measured small) {
        return "staging a fresh image, " + gzip.name() + " beside docker push\n" + large.text() + "\n" + small.text();
    }

    /** Stages one image that this line makes, and has the engine push another one. */
    Measured measure(String name, String line) throws IOException, InterruptedException {
        Digest image = engine.build(order(line), Output.none());
        // What has been sent once is known to the engine and to the registry.
        Digest other = engine.build(order(line), Output.none());
        String repository = "bench-" + run + "/" + name.replace(' ', '-');
        ImageReference own = tag(repository + "-own");
        ImageReference engines = tag(repository + "-engine");
        try {
            engine.tag(other.value(), engines);
            long first = System.nanoTime();
            KnownLayers known = new BaseLayers(engine, registries).of(List.of(base), base.registry());
            new ImagePusher(engine, registries, gzip, Path.of(System.getProperty("java.io.tmpdir")))
                    .push(image.value(), own, known, Output.none(), new Cancellation(), digest -> {});
            long second = System.nanoTime();
            dockerPush(engines);
            long third = System.nanoTime();
            long bytes = engine.image(image.value()).map(EngineImage::size).orElse(0L);
            return new Measured(name, bytes, (second - first) / 1e9, (third - second) / 1e9);
        } finally {
            engine.untag(own);
            engine.untag(engines);
        }
    }

    private BuildOrder order(String line) {
        String dockerfile = "FROM " + base + "\nLABEL " + LABEL + "=\"bench/" + run + "\"\n"
                + String.format(Locale.ROOT, line, UUID.randomUUID()) + "\n";
        byte[] noContext = new byte[1024];
        return BuildOrderBuilder.builder()
                .dockerfile(dockerfile)
                .context(ContextTar.of(noContext))
                .network(false)
                .timeout(Duration.ofMinutes(5))
                .build();
    }

    private ImageReference tag(String repository) {
        return ImageReference.parse(base.registry() + "/" + repository + ":1");
    }

    private static void dockerPush(ImageReference tag) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("docker", "push", "--quiet", tag.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("docker push ended with " + exit);
        }
    }

    /** Seconds that it took by the builder's code, and by the engine's. */
    record Measured(String name, long bytes, double own, double engines) {
        /** How many times as fast as the engine's push. */
        double ratio() {
            return engines / own;
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%-12s image of %4.0f MB   own pusher %5.2f s   docker push %5.2f s   ratio %.1f",
                    name,
                    bytes / 1e6,
                    own,
                    engines,
                    ratio());
        }

        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"name\":\"%s\",\"bytes\":%d,\"ownSeconds\":%.3f,\"dockerPushSeconds\":%.3f,\"ratio\":%.2f}",
                    name,
                    bytes,
                    own,
                    engines,
                    ratio());
        }
    }
}
