package dev.imprimatur.bench.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.cli.Imprimatur;
import dev.imprimatur.oci.Tag;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * An image that both ways make.
 *
 * @param image its family, version and variant
 * @param base what it is built from, likewise, or an image from outside
 * @param tags all tags that it gets, the pinned one first
 * @param tests the names of its tests
 * @param dockerfile as it is rendered, with something else in place of the base
 */
record FleetImage(String image, String base, List<Tag> tags, List<String> tests, String dockerfile) {
    private static final Pattern FROM = Pattern.compile("(?m)^FROM \\S+@sha256:0{64}");

    /** What the command line plans of a catalogue, in the order in which it can be built. */
    static List<FleetImage> plan(Path catalog, Path dockerfiles) throws IOException {
        String plan = cli("render", "--catalog", catalog.toString(), "--out", dockerfiles.toString(), "--json");
        List<FleetImage> images = new ArrayList<>();
        for (JsonNode each : new ObjectMapper().readTree(plan)) {
            String image = each.path("image").asText();
            images.add(new FleetImage(
                    image,
                    each.path("bases").path(0).asText(),
                    Stream.of("pinned", "aliases")
                            .flatMap(kind -> each.path(kind).valueStream())
                            .map(tag -> Tag.parse(tag.asText()))
                            .toList(),
                    each.path("tests").valueStream().map(JsonNode::asText).toList(),
                    Files.readString(dockerfiles.resolve(image).resolve("Dockerfile"))));
        }
        return images;
    }

    /**
     * Runs a command of the command line in this process.
     *
     * @throws IllegalStateException if it fails
     */
    static String cli(String... words) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line =
                Imprimatur.commandLine(words).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
        if (line.execute(words) != 0) {
            throw new IllegalStateException(String.join(" ", words) + " failed: " + errors + out);
        }
        return out.toString();
    }

    /** Its family's name. */
    String family() {
        return image.substring(0, image.indexOf('/'));
    }

    /** The Dockerfile on this base. */
    String on(String reference) {
        return FROM.matcher(dockerfile).replaceAll("FROM " + reference);
    }
}
