package dev.imprimatur.bench.stack;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way of a script, as dante went it: Docker's own client builds each image, builds its tests as layers on top, tags
 * and pushes every tag, four images at a time; bases first, and all is pushed when all has passed.
 */
final class FleetScript {
    static final String NAME = "docker CLI, -j 4";
    static final String WITH_BUILDKIT = NAME + ", BuildKit";

    private final String name;
    private final DockerClient docker;
    private final Registry registry;
    private final Path tests;
    private final Path work;

    /**
     * @param name how it builds
     * @param docker the client of its own engine, which has the images from outside
     * @param registry its own
     * @param tests the tests' folders
     * @param work a folder for what it writes
     */
    FleetScript(String name, DockerClient docker, Registry registry, Path tests, Path work) {
        this.name = name;
        this.docker = docker;
        this.registry = registry;
        this.tests = tests;
        this.work = work;
    }

    /** Makes these images, and reads every tag back. */
    FleetRun run(Fleet fleet) {
        FleetRun run = new FleetRun(name);
        Map<String, String> made = new HashMap<>();
        Fleet.each(fleet.bases(), image -> make(run, image, image.base()));
        run.phase("bases: build, test");
        fleet.bases().forEach(base -> made.put(base.image(), reference(base)));
        Fleet.each(fleet.images(), image -> make(run, image, made.get(image.base())));
        run.phase("images: build, test");
        Fleet.each(fleet.all(), image -> run.work("push", () -> push(image)));
        run.phase("push");
        Fleet.each(fleet.all(), this::readBack);
        run.phase("read back");
        return run;
    }

    /** Removes all of it from the engine again, which keeps only what came from outside. */
    void forget(Fleet fleet) {
        List<String> tags = fleet.all().stream()
                .flatMap(image -> image.tags().stream())
                .map(this::in)
                .toList();
        docker.run("", Stream.concat(Stream.of("rmi"), tags.stream()).toArray(String[]::new));
        docker.run("", "image", "prune", "--force");
        // What BuildKit keeps beside images, downloads among it.
        docker.run("", "builder", "prune", "--all", "--force");
    }

    private void make(FleetRun run, FleetImage image, String base) {
        run.work("build", () -> docker.run(image.on(base), "build", "--force-rm", "-q", "-t", reference(image), "-"));
        run.work("test", () -> image.tests().forEach(test -> test(image, test)));
    }

    private void test(FleetImage image, String test) {
        Path folder = work.resolve(image.image()).resolve(test);
        try {
            copy(tests.resolve(test), folder);
            Path dockerfile = folder.resolve("Dockerfile");
            Files.writeString(
                    dockerfile,
                    "FROM " + reference(image) + "\nARG IMPRIMATUR_VERSION\n" + Files.readString(dockerfile));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = "IMPRIMATUR_VERSION=" + image.image().split("/")[1];
        docker.run("", "build", "--force-rm", "-q", "--build-arg", version, folder.toString());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Files.isDirectory(file) ? target : target.getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private void push(FleetImage image) {
        for (Tag tag : image.tags()) {
            docker.run("", "tag", reference(image), in(tag));
            docker.run("", "push", "-q", in(tag));
        }
    }

    private void readBack(FleetImage image) {
        RegistryClient client = new RegistryClient(RegistryClientSettings.defaults());
        Set<Digest> digests = image.tags().stream()
                .map(tag ->
                        client.head(ImageReference.parse(in(tag))).orElseThrow().digest())
                .collect(Collectors.toSet());
        if (digests.size() != 1) {
            throw new IllegalStateException("the tags of " + image.image() + " are different images: " + digests);
        }
    }

    private String reference(FleetImage image) {
        return in(image.tags().getFirst());
    }

    private String in(Tag tag) {
        return tag.in(registry).toString();
    }
}
