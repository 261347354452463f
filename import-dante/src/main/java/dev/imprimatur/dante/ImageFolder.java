package dev.imprimatur.dante;

import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in the folders that an image of an inventory names: Dockerfile, files for {@code COPY}, tests. */
final class ImageFolder {
    private static final String DOCKERFILE = "Dockerfile";

    /** Tar rounds up to blocks of this many bytes, and has one for each file's header. */
    private static final int MIB = 1024 * 1024;

    private static final int BLOCK = 512;

    private final Path project;
    private final List<Problem> problems;
    private final Map<String, Map<String, Path>> tests = new LinkedHashMap<>();
    private final List<Path> links = new ArrayList<>();
    private DanteDockerfile dockerfile = new DanteDockerfile("");
    private Map<String, Path> context = Map.of();
    private String place = "";

    ImageFolder(Path project, InventoryImage image, List<Problem> problems) {
        this.project = project;
        this.problems = problems;
        Path folder = folder(image.path());
        if (folder != null) {
            place = folder.resolve(DOCKERFILE).toString();
            dockerfile = new DanteDockerfile(text(folder.resolve(DOCKERFILE)));
            context = files(image.path(), folder, folder);
            context.remove(DOCKERFILE);
            if (dockerfile.froms().isEmpty()) {
                problems.add(new Problem(
                        place,
                        0,
                        "no FROM names an image; what is made from scratch has no place in a catalogue, whose images"
                                + " all have a base"));
            }
        }
        image.tests().forEach(this::test);
    }

    /** The Dockerfile's path, for messages. */
    String dockerfile() {
        return place;
    }

    List<DanteDockerfile.From> froms() {
        return dockerfile.froms();
    }

    String template(Map<String, String> names) {
        return dockerfile.template(names);
    }

    Map<String, Path> context() {
        return context;
    }

    Map<String, Map<String, Path>> tests() {
        return tests;
    }

    /** The links that were left out, because they lead to nothing that a build could reach. */
    List<Path> links() {
        return links;
    }

    private void test(Field field) {
        Path folder = folder(field);
        if (folder == null) {
            return;
        }
        Path file = folder.resolve(DOCKERFILE);
        for (DanteDockerfile.From from : new DanteDockerfile(text(file)).froms()) {
            problems.add(new Problem(
                    file.toString(),
                    from.line(),
                    "FROM: a test stands on the image that it tests; dante put a FROM of its own in front, so that"
                            + " this one made the test run on " + from.source() + ". Take the line out"));
        }
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        String free = name;
        for (int i = 2; tests.containsKey(free); i++) {
            free = name + "-" + i;
        }
        tests.put(free, files(field, folder, project));
    }

    /** The folder that a field names, which has a Dockerfile; otherwise the problem is noted. */
    private Path folder(Field field) {
        Path root = project.toAbsolutePath().normalize();
        Path folder = project.resolve(field.text()).normalize();
        if (!folder.toAbsolutePath().normalize().startsWith(root)) {
            problems.add(field.problem("'" + field.text() + "' lies outside of the project's folder"));
        } else if (!Files.isRegularFile(folder.resolve(DOCKERFILE))) {
            problems.add(field.problem("there is no Dockerfile in '" + field.text() + "'"));
        } else {
            return folder;
        }
        return null;
    }

    private String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            problems.add(new Problem(file.toString(), 0, "cannot be read as UTF-8: " + e));
            return "";
        }
    }

    /** The files of a folder. A link to a file below {@code within} stands for that file, any other is left out. */
    private Map<String, Path> files(Field field, Path folder, Path within) {
        Map<String, Path> files = new TreeMap<>();
        long size = 2L * BLOCK;
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.toList()) {
                if (Files.isSymbolicLink(file) && !leadsTo(file, within)) {
                    links.add(file);
                } else if (Files.isRegularFile(file)) {
                    files.put(folder.relativize(file).toString().replace('\\', '/'), file);
                    size += BLOCK + (Files.size(file) + BLOCK - 1) / BLOCK * BLOCK;
                }
            }
        } catch (IOException e) {
            problems.add(field.problem("the folder " + folder + " cannot be read: " + e));
        }
        if (size > CatalogReader.LARGEST_FOLDER) {
            problems.add(field.problem("the files in '" + field.text() + "' amount to " + size / MIB
                    + " MiB; a catalogue's folder of files has up to " + CatalogReader.LARGEST_FOLDER / MIB
                    + " MiB, let the Dockerfile download what is large"));
        }
        return files;
    }

    private static boolean leadsTo(Path link, Path within) throws IOException {
        return Files.isRegularFile(link) && link.toRealPath().startsWith(within.toRealPath());
    }
}
