package dev.imprimatur.bench.publish;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.promotion.Promotion;
import dev.imprimatur.publisher.tag.TagWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Measures how long aliases take, beside one PUT after the other in the same run, and how many bytes of layers
 * promotions move. {@code PublishBench text|json}, as the script calls it.
 */
public final class PublishBench {
    private static final int ALIASES = 48;
    private static final int ROUNDS = 5;
    /** As many as the service has by default. */
    private static final int THREADS = 8;

    private static final int LAYER = 20_000_000;
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";

    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
    private final Promotion promotion = new Promotion(registries);
    private final HttpClient plain =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String run = "bench-" + UUID.randomUUID().toString().substring(0, 8);
    private final List<ImageReference> stored = new ArrayList<>();
    private final Registry staging;
    private final Registry production;
    private final TagWriter writer;

    PublishBench(Registry staging, Registry production) {
        this.staging = staging;
        this.production = production;
        this.writer = new TagWriter(registries, production, THREADS);
    }

    /**
     * What was measured.
     *
     * @param aliases how many aliases were set in a round
     * @param plainMillis milliseconds an alias took by plain PUTs, one after the other; the median of the rounds
     * @param setMillis milliseconds an alias took by the publisher's code
     * @param readBackMillis milliseconds an alias took by the publisher's code, with all of them read back
     * @param within a promotion inside one registry
     * @param between a promotion from one registry to another
     */
    record Result(
            int aliases, double plainMillis, double setMillis, double readBackMillis, Moved within, Moved between) {}

    /** How long a promotion took, and the bytes of blobs that went into the registry or out of it. */
    record Moved(double millis, long bytes) {}

    private record Round(double plain, double set, double readBack) {}

    /** The registries are those of IMPRIMATUR_REGISTRY and IMPRIMATUR_STAGING, as the script sets them. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PublishBench bench = new PublishBench(
                Registry.parse(System.getenv("IMPRIMATUR_STAGING")),
                Registry.parse(System.getenv("IMPRIMATUR_REGISTRY")));
        Result result = bench.measure(ALIASES, ROUNDS, LAYER);
        System.out.println(arguments[0].equals("json") ? json(result) : bench.text(result));
    }

    Result measure(int aliases, int rounds, int layerBytes) throws IOException, InterruptedException {
        try {
            Manifest image = push(in(production, "image"), layerBytes);
            // The first round loads classes and opens connections.
            round(image, aliases, "warm-up");
            List<Round> all = new ArrayList<>();
            for (int i = 1; i <= rounds; i++) {
                all.add(round(image, aliases, "round" + i));
            }
            return new Result(
                    aliases,
                    median(all.stream().map(Round::plain).toList()),
                    median(all.stream().map(Round::set).toList()),
                    median(all.stream().map(Round::readBack).toList()),
                    promoted(production, layerBytes),
                    promoted(staging, layerBytes));
        } finally {
            stored.forEach(this::remove);
        }
    }

    private Round round(Manifest image, int aliases, String name) throws IOException, InterruptedException {
        List<ImageReference> tags = IntStream.range(0, aliases)
                .mapToObj(
                        i -> new Repository(run + "/image").tag(name + "-" + i).in(production))
                .toList();
        List<ImageReference> others = IntStream.range(0, aliases)
                .mapToObj(i ->
                        new Repository(run + "/image").tag(name + "-plain-" + i).in(production))
                .toList();
        long start = System.nanoTime();
        for (ImageReference tag : others) {
            put(tag, image);
        }
        long first = System.nanoTime();
        writer.point(tags, image);
        long second = System.nanoTime();
        writer.verify(tags, image.digest());
        long third = System.nanoTime();
        return new Round(
                (first - start) / 1e6 / aliases, (second - first) / 1e6 / aliases, (third - first) / 1e6 / aliases);
    }

    private void put(ImageReference tag, Manifest image) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        production.uri().resolve("/v2/" + tag.repository() + "/manifests/" + tag.tag()))
                .header("Content-Type", image.mediaType())
                .PUT(BodyPublishers.ofByteArray(image.bytes()))
                .build();
        int status = plain.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 201) {
            throw new IOException("registry " + production + " answered " + status + " to a plain PUT of " + tag);
        }
    }

    /** A fresh image from this registry into production, by way of a proxy that counts. */
    private Moved promoted(Registry from, int layerBytes) throws IOException {
        String name = from.equals(production) ? "within" : "between";
        Manifest image = push(in(from, name), layerBytes);
        try (CountingProxy proxy = new CountingProxy(production)) {
            Registry source = from.equals(production) ? proxy.registry() : from;
            RepositoryReference target = in(proxy.registry(), name + "-promoted");
            long start = System.nanoTime();
            promotion.bring(in(source, name).at(image.digest()), List.of(target));
            stored.add(in(production, name + "-promoted").at(image.digest()));
            return new Moved((System.nanoTime() - start) / 1e6, proxy.blobBytes());
        }
    }

    private RepositoryReference in(Registry registry, String name) {
        return new RepositoryReference(registry, new Repository(run + "/" + name));
    }

    private Manifest push(RepositoryReference repository, int layerBytes) {
        byte[] layer = new byte[layerBytes];
        new Random(repository.hashCode()).nextBytes(layer);
        byte[] configuration = "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
        Digest config = registries.putBlob(repository, configuration);
        Manifest image = Manifest.ofImage(
                new Descriptor(config, CONFIG_TYPE, configuration.length),
                List.of(new Descriptor(registries.putBlob(repository, layer), LAYER_TYPE, layerBytes)));
        registries.putManifest(repository.at(image.digest()), image);
        stored.add(repository.at(image.digest()));
        return image;
    }

    private void remove(ImageReference image) {
        try {
            registries.deleteManifest(image);
        } catch (RegistryException e) {
            System.err.println(image + " stays: " + e.getMessage());
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private String text(Result result) {
        return String.format(
                Locale.ROOT,
                """
                on %d cores, Java %s, load %.1f; registry %s, staging %s

                %d aliases on one image, median of %d rounds
                  plain PUTs, one after the other   %6.1f ms an alias
                  the publisher, %d at once          %6.1f ms an alias
                  with each of them read back       %6.1f ms an alias, goal 25
                promotion of an image of %d MB
                  inside one registry               %6.0f ms, %d bytes of blobs moved, goal 0
                  from one registry to another      %6.0f ms, %d bytes of blobs moved""",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                production,
                staging,
                result.aliases,
                ROUNDS,
                result.plainMillis,
                THREADS,
                result.setMillis,
                result.readBackMillis,
                LAYER / 1_000_000,
                result.within.millis,
                result.within.bytes,
                result.between.millis,
                result.between.bytes);
    }

    private static String json(Result result) {
        return String.format(
                Locale.ROOT,
                "{\"aliases\":%d,\"plainMillis\":%.2f,\"setMillis\":%.2f,\"readBackMillis\":%.2f,"
                        + "\"withinMillis\":%.1f,\"withinBytes\":%d,\"betweenMillis\":%.1f,\"betweenBytes\":%d}",
                result.aliases,
                result.plainMillis,
                result.setMillis,
                result.readBackMillis,
                result.within.millis,
                result.within.bytes,
                result.between.millis,
                result.between.bytes);
    }
}
