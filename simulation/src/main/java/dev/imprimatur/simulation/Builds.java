package dev.imprimatur.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Pretends to build. */
final class Builds {
    private static final Pattern LABEL = Pattern.compile("([\\w.-]+)=\"?([^\"\\s]*)\"?");
    private static final String TEST_LABEL = "dev.imprimatur.test";
    private static final Pattern PAUSE = Pattern.compile(Behaviour.PAUSE + "(\\d+)");
    private static final Pattern WORDS = Pattern.compile(Behaviour.WORDS + "(\\d+)");

    private volatile Behaviour behaviour;
    private final Images images;
    private final Random chance;
    private final AtomicInteger failed = new AtomicInteger();

    Builds(Behaviour behaviour, Images images) {
        this.behaviour = behaviour;
        this.images = images;
        this.chance = new Random(behaviour.seed());
    }

    /** How a build ended: one of the two is null. */
    record Outcome(SimulatedImage image, Map<String, Object> error) {}

    /** How many builds failed at random. */
    int failedAtRandom() {
        return failed.get();
    }

    /** From now on they go otherwise; chance goes on as it was. */
    void behave(Behaviour other) {
        behaviour = other;
    }

    Outcome build(InputStream context) throws IOException, InterruptedException {
        String dockerfile = dockerfile(context);
        boolean test = dockerfile.contains(TEST_LABEL);
        if (!test) {
            Thread.sleep(behaviour.build());
        }
        Thread.sleep(Duration.ofSeconds(number(PAUSE, dockerfile)));
        if (dockerfile.contains(Behaviour.PERMANENT_FAILURE)) {
            return new Outcome(
                    null,
                    Map.of(
                            "code",
                            1,
                            "message",
                            "The command '/bin/sh -c " + Behaviour.PERMANENT_FAILURE + "' returned a non-zero code: 1"
                                    + "x".repeat(number(WORDS, dockerfile))));
        }
        if (!test && failsAtRandom()) {
            failed.incrementAndGet();
            return new Outcome(
                    null,
                    Map.of(
                            "message",
                            "Get \"http://registry.example/v2/\": read tcp 10.0.0.2:40022->10.0.0.9:443: read:"
                                    + " connection reset by peer"));
        }
        return new Outcome(
                images.add(new SimulatedImage(UUID.randomUUID() + "\n" + dockerfile, labels(dockerfile))), null);
    }

    private static int number(Pattern instruction, String dockerfile) {
        Matcher found = instruction.matcher(dockerfile);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private boolean failsAtRandom() {
        synchronized (chance) {
            return behaviour.transientOneIn() > 0 && chance.nextInt(behaviour.transientOneIn()) == 0;
        }
    }

    private static String dockerfile(InputStream context) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(context);
        String found = null;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.getName().equals("Dockerfile")) {
                found = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        if (found == null) {
            throw new IOException("no Dockerfile in the context");
        }
        return found;
    }

    private static Map<String, String> labels(String dockerfile) {
        Map<String, String> labels = new TreeMap<>();
        dockerfile
                .replace("\\\n", "")
                .lines()
                .filter(line -> line.startsWith("LABEL "))
                .forEach(line -> {
                    Matcher label = LABEL.matcher(line.substring("LABEL ".length()));
                    while (label.find()) {
                        labels.put(label.group(1), label.group(2));
                    }
                });
        return labels;
    }
}
