package dev.imprimatur.dante;

import dev.imprimatur.dante.DanteImage.DanteBase;
import dev.imprimatur.dante.DanteImage.StatedAlias;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a dante project as a catalogue: each image becomes a family with one release, whose tags are stated just as
 * the inventory states them.
 */
public final class DanteCatalog {
    /** The variant of imported images: a dante project knows none. */
    static final String VARIANT = "any";

    /** dante sets tests no limit; a catalogue has to, and this one is generous. */
    private static final int TEST_TIMEOUT_SECONDS = 600;

    private static final String CONTEXT = "files";

    private final Path folder;

    /** Writes into this folder, which need not be there. */
    public DanteCatalog(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the catalogue.
     *
     * @throws IOException if a file cannot be read or written
     */
    public void write(DanteProject project) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("catalog.yaml"), catalog(project));
        for (DanteImage image : project.images()) {
            Path family = Files.createDirectories(folder.resolve(image.family()));
            Files.writeString(family.resolve("family.yaml"), family(image));
            Files.writeString(family.resolve("Dockerfile"), image.template());
        }
        for (Copy copy : project.images().stream().flatMap(this::copies).toList()) {
            Files.createDirectories(copy.to.getParent());
            Files.copy(copy.from, copy.to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** A file that goes into the catalogue as it is. */
    private record Copy(Path from, Path to) {}

    private Stream<Copy> copies(DanteImage image) {
        Path family = folder.resolve(image.family());
        return Stream.concat(
                copies(image.context(), family.resolve(CONTEXT)),
                image.tests().entrySet().stream()
                        .flatMap(test ->
                                copies(test.getValue(), family.resolve("tests").resolve(test.getKey()))));
    }

    private static Stream<Copy> copies(Map<String, Path> files, Path to) {
        return files.entrySet().stream().map(file -> new Copy(file.getValue(), to.resolve(file.getKey())));
    }

    private static String catalog(DanteProject project) {
        return """
                # Imported from a dante project; docs/import-dante.md tells how to go on from here.
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [%s]
                families:
                """.formatted(VARIANT)
                + project.images().stream()
                        .map(image -> "  - " + quoted(image.family()) + "\n")
                        .collect(Collectors.joining());
    }

    private static String family(DanteImage image) {
        StringBuilder text = new StringBuilder();
        text.append("# From ")
                .append(image.file())
                .append(':')
                .append(image.line())
                .append('\n');
        text.append("apiVersion: imprimatur.dev/v1\nkind: Family\n");
        text.append("name: ").append(quoted(image.family())).append('\n');
        text.append("repository: ")
                .append(quoted(image.tag().repository().path()))
                .append('\n');
        text.append("from:\n");
        image.bases().forEach((name, base) -> text.append("  %s: {%s}\n".formatted(name, from(base))));
        if (!image.context().isEmpty()) {
            text.append("context: " + CONTEXT + "\n");
        }
        if (!image.tests().isEmpty()) {
            text.append("tests:\n");
            image.tests()
                    .keySet()
                    .forEach(test -> text.append("  - {path: %s, timeout: %d, network: true}\n"
                            .formatted(quoted("tests/" + test), TEST_TIMEOUT_SECONDS)));
        }
        text.append("releases:\n  - version: ")
                .append(quoted(image.version().text()))
                .append("\n    tags:\n");
        Stream.concat(Stream.of(image.tag()), image.aliases().stream().map(StatedAlias::tag))
                .forEach(tag ->
                        text.append("      - ").append(quoted(tag.toString())).append('\n'));
        return text.toString();
    }

    private static String from(DanteBase base) {
        return base.family() == null
                ? "image: " + quoted(base.upstream().toString())
                : "family: " + quoted(base.family());
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
