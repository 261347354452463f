package dev.imprimatur.dante;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.fixture.Golden;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import dev.imprimatur.planner.render.DockerfileRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DanteCatalogTest {
    private static final Path PROJECT =
            Path.of(System.getProperty("imprimatur.root", "..")).resolve("examples/dante-project");
    private static final ImageReference PINNED = ImageReference.parse("localhost:5000/base@sha256:" + "a".repeat(64));
    private static final String[] PIECES = {
        "{",
        "}",
        "\\{",
        "\\\\{",
        "{}",
        "${HOME}",
        "{base}",
        "{#if x}",
        "{/if}",
        "{!",
        "!}",
        "{|",
        "|}",
        "\\",
        "$",
        "'",
        "\"",
        " ",
        "\t",
        "word",
        "é",
        "{x:y}",
        "{inject:z}",
        "cat <<EOF"
    };

    @TempDir
    Path root;

    @Test
    void theCatalogueIsAsRecorded() throws IOException {
        imported();

        try (Stream<Path> files = Files.walk(root)) {
            Golden.check(
                    "dante-catalog.txt",
                    files.filter(Files::isRegularFile)
                            .sorted()
                            .map(file -> "==> " + root.relativize(file) + "\n" + read(file))
                            .collect(Collectors.joining())
                            .replace(PROJECT + "/", ""));
        }
        assertThat(root.resolve("server-2.9.4/files/run.sh")).isExecutable();
    }

    @Test
    void itsPlanIsTheInventory() throws IOException {
        Golden.check(
                "dante-plan.txt",
                imported().images().stream()
                        .map(image -> image.image() + "\n  from " + image.bases() + "\n  pinned " + image.pinned()
                                + "\n  aliases " + image.aliases() + "\n  tests "
                                + image.tests().stream()
                                        .map(test -> test.name())
                                        .toList() + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void dockerfilesStayWhatTheyAreButForFromAndLabels() throws IOException {
        Plan plan = imported();

        for (DanteImage image : DanteProject.read(List.of(PROJECT)).images()) {
            String rendered = render(plan.image(image.key()).orElseThrow());
            assertThat(instructions(rendered))
                    .isEqualTo(instructions(Files.readString(original(image).resolve("Dockerfile"))));
        }
    }

    @Test
    void anyTextSurvivesTheTemplate() throws IOException {
        Random random = new Random(20161003);
        Catalogs.write(root, "in/inventory.yml", "images: [{name: x/a, path: a}]\n");
        for (int round = 0; round < 300; round++) {
            String body = IntStream.range(0, 40)
                    .mapToObj(line -> "RUN : "
                            + IntStream.range(0, random.nextInt(8))
                                    .mapToObj(i -> PIECES[random.nextInt(PIECES.length)])
                                    .collect(Collectors.joining()))
                    .map(line -> line.replaceAll("[\\\\\\s]+$", ""))
                    .collect(Collectors.joining("\n", "", "\n"));
            Catalogs.write(root, "in/a/Dockerfile", "FROM debian:bookworm\n" + body);
            Path out = root.resolve("out" + round);
            new DanteCatalog(out).write(DanteProject.read(List.of(root.resolve("in"))));

            String rendered = render(
                    Planner.plan(CatalogReader.read(out), Catalogs.DAY).images().getFirst());

            assertThat(rendered).endsWith(body);
        }
    }

    private Plan imported() throws IOException {
        new DanteCatalog(root).write(DanteProject.read(List.of(PROJECT)));
        return Planner.plan(CatalogReader.read(root), Catalogs.DAY);
    }

    private static Path original(DanteImage image) throws IOException {
        String path = Files.readAllLines(Path.of(image.file())).get(image.line());
        return PROJECT.resolve(path.substring(path.indexOf('"') + 1, path.lastIndexOf('"')));
    }

    private static String render(PlannedImage image) {
        return DockerfileRenderer.render(
                image, image.bases().keySet().stream().collect(Collectors.toMap(name -> name, name -> PINNED)));
    }

    private static List<String> instructions(String dockerfile) {
        return dockerfile
                .replaceAll("(?m)^LABEL (.*\\\\\n)*.*\n", "")
                .lines()
                .map(line -> line.replaceFirst("(?i)^(FROM) \\S+", "$1"))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
