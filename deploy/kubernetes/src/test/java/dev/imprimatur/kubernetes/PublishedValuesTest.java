package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code deploy/images/publish --values} writes into an overlay's file, beside a console that answers as ours do.
 */
class PublishedValuesTest {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final List<String> KEYS = List.of("RENDERER", "BUILDER", "TESTER", "PUBLISHER", "CONSOLE", "CLI");

    @TempDir
    Path folder;

    private Path values;
    private String before;

    @BeforeEach
    void layOut() throws IOException {
        Path images = Files.createDirectories(folder.resolve("deploy/images"));
        for (String script : List.of("publish", "lay-out.sh")) {
            Files.copy(ROOT.resolve("deploy/images").resolve(script), images.resolve(script));
        }
        Files.writeString(folder.resolve("pom.xml"), "<version>1.2.3-SNAPSHOT</version>\n");
        values = folder.resolve("values.yaml");
        Files.copy(Manifests.FOLDER.resolve("overlays/managed/values.yaml"), values);
        before = Files.readString(values);
        published(
                image("java/21/trixie", "java:21", 'f'),
                image("renderer-service/1.2.2/trixie", "renderer-service:1.2.2", 'e'),
                image("renderer-service/1.2.3/trixie", "renderer-service:1.2.3", '1'),
                image("builder-service/1.2.3/trixie", "builder-service:1.2.3", '2'),
                image("tester-service/1.2.3/trixie", "tester-service:1.2.3", '3'),
                image("publisher-service/1.2.3/trixie", "publisher-service:1.2.3", '4'),
                image("console-service/1.2.3/trixie", "console-service:1.2.3", '5'),
                image("cli/1.2.3/trixie", "cli:1.2.3", '6'));
    }

    /** A line of {@code imprimatur images --jsonl}. */
    private static String image(String image, String tag, char digit) {
        return """
                {"image":"%s","digest":"%s","imageId":"sha256:%s","tags":["registry.example:5000/imprimatur/%s-r1",\
                "registry.example:5000/imprimatur/%s"],"verdict":"APPROVED"}""".formatted(image, digest(digit), "9".repeat(64), tag, tag);
    }

    private static String digest(char digit) {
        return "sha256:" + String.valueOf(digit).repeat(64);
    }

    private void published(String... lines) throws IOException {
        Path script = folder.resolve("imprimatur");
        Files.writeString(script, """
                #!/usr/bin/env bash
                [[ "$*" == "--no-build images imprimatur/ --jsonl" ]] || { echo "unexpected: $*" >&2; exit 9; }
                cat <<'LINES'
                %s
                LINES
                """.formatted(String.join("\n", lines)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int publish() throws IOException, InterruptedException {
        Process script = new ProcessBuilder(
                        folder.resolve("deploy/images/publish").toString(), "--values", values.toString())
                .redirectError(folder.resolve("errors").toFile())
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(script.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return script.exitValue();
    }

    @Test
    void imagesOfThisVersionAreWrittenByDigestAndAllElseStays() throws Exception {
        assertThat(publish()).as(Files.readString(folder.resolve("errors"))).isZero();

        List<String> lines = KEYS.stream()
                .map(key -> "  IMAGE_%s: registry.example:5000/imprimatur/%s:1.2.3@%s"
                        .formatted(
                                key,
                                key.equals("CLI") ? "cli" : key.toLowerCase(Locale.ROOT) + "-service",
                                digest((char) ('1' + KEYS.indexOf(key)))))
                .toList();
        assertThat(folder.resolve("output")).content().isEqualToIgnoringNewLines(String.join("\n", lines));
        assertThat(Files.readAllLines(values)).containsAll(lines);
        assertThat(others(Files.readString(values))).isEqualTo(others(before));
    }

    private static List<String> others(String yaml) {
        return yaml.lines()
                .filter(line -> KEYS.stream().noneMatch(key -> line.startsWith("  IMAGE_" + key)))
                .toList();
    }

    @Test
    void itCanBeWrittenAgain() throws Exception {
        publish();
        String once = Files.readString(values);

        assertThat(publish()).isZero();
        assertThat(values).content().isEqualTo(once);
    }

    @Test
    void whileOneIsNotPublishedTheFileStays() throws Exception {
        published(image("renderer-service/1.2.3/trixie", "renderer-service:1.2.3", '1'));

        assertThat(publish()).isEqualTo(2);
        assertThat(folder.resolve("errors")).content().contains("builder-service 1.2.3 is not published");
        assertThat(values).content().isEqualTo(before);
    }

    @Test
    void aFileWithoutTheLineIsNotChanged() throws Exception {
        Files.writeString(values, before.replace("  IMAGE_CLI: ", "  IMAGE_OTHER: "));

        assertThat(publish()).isEqualTo(2);
        assertThat(folder.resolve("errors")).content().contains("has no line for IMAGE_CLI");
        assertThat(values).content().doesNotContain("sha256:1");
    }
}
