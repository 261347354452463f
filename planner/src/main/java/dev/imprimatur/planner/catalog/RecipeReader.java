package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.Archive;
import dev.imprimatur.events.HealthProbe;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.TestInstructions;
import dev.imprimatur.planner.dockerfile.BuildKitOnly;
import dev.imprimatur.planner.dockerfile.DockerfileSyntax;
import dev.imprimatur.planner.dockerfile.ImageSources;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads what images are made of: the files that a family, or an override of it, names. */
final class RecipeReader {
    private static final int DEFAULT_TIMEOUT_SECONDS = 120;
    private static final String DEFAULT_TEMPLATE = "Dockerfile";
    private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Path root;
    private final Path folder;
    private final LargeFolders folders;
    private final YamlFile yaml;

    RecipeReader(Path root, String folder, LargeFolders folders, YamlFile yaml) {
        this.root = root;
        this.folders = folders;
        this.folder = root.resolve(folder);
        this.yaml = yaml;
    }

    /** A family's recipe. */
    Recipe family(FamilyFile file, String catalogPlatform) {
        String platform = platform(yaml, file.platforms(), "platforms");
        return new Recipe(
                platform == null ? catalogPlatform : platform,
                template(file.template() == null ? DEFAULT_TEMPLATE : file.template(), "template"),
                file.context() == null ? empty() : context(file.context(), "context"),
                args(file.args(), "args"),
                tests(file.tests(), List.of(), "tests"));
    }

    /** The recipe of an override, with null for what it leaves as it is. */
    Recipe override(FamilyFile.OverrideFile file, List<ImageTest> familyTests, int position) {
        return new Recipe(
                platform(yaml, file.platforms(), "overrides", position, "platforms"),
                file.template() == null ? null : template(file.template(), "overrides", position, "template"),
                file.context() == null ? null : context(file.context(), "overrides", position, "context"),
                args(file.args(), "overrides", position, "args"),
                tests(file.tests(), familyTests, "overrides", position, "tests"));
    }

    /** The one platform of a list; null if there is none. */
    static String platform(YamlFile yaml, List<String> platforms, Object... place) {
        if (platforms == null) {
            return null;
        }
        if (platforms.size() != 1) {
            yaml.problem(
                    platforms.isEmpty()
                            ? "platforms is empty, expected for example [linux/amd64]"
                            : "platforms: more than one is not supported yet, name one of "
                                    + String.join(", ", platforms),
                    place);
            return null;
        }
        String platform = platforms.getFirst();
        if (platform != null && !PLATFORM.matcher(platform).matches()) {
            yaml.problem("'" + platform + "' is not a platform, expected for example linux/amd64", place);
        }
        return platform;
    }

    /** Values for the template, each checked. */
    Map<String, String> args(Map<String, String> args, Object... place) {
        Map<String, String> checked = new TreeMap<>();
        if (args != null) {
            args.forEach((name, value) -> {
                if (!NAME.matcher(name).matches()) {
                    yaml.problem(
                            "'" + name + "' is no name of a value, expected letters, digits and _",
                            Source.under(place, name));
                }
                yaml.parse(() -> TemplateValue.check("args." + name, value), Source.under(place, name));
                checked.put(name, value);
            });
        }
        return checked;
    }

    private Template template(String name, Object... place) {
        Path file = inside(name, place);
        try {
            String text = file == null ? "" : TextFile.read(file);
            if (file != null && text.isBlank()) {
                yaml.problemIn(
                        shown(name), 1, "the template is empty; begin it with FROM and the name of a base in braces");
            }
            ImageSources.firstOfTemplate(text)
                    .ifPresent(foreign -> yaml.problemIn(shown(name), foreign.line(), foreign.message()));
            return new Template(shown(name), text);
        } catch (TextFile.NotUtf8Exception e) {
            yaml.problemIn(shown(name), e.line(), e.getMessage());
        } catch (TextFile.TooLargeException e) {
            yaml.problemIn(shown(name), 0, e.getMessage());
        } catch (IOException e) {
            String near = TextFile.near(root, file);
            yaml.problem(
                    "the template " + shown(name)
                            + (near.isEmpty() ? " cannot be read; is it there?" : " is not there" + near),
                    place);
        }
        return new Template(shown(name), "");
    }

    private Archive context(String name, Object... place) {
        Path files = inside(name, place);
        if (files != null && !Files.isDirectory(files)) {
            yaml.problem("there is no folder " + shown(name), place);
            return null;
        }
        return files == null ? null : archive(files, name, place);
    }

    private List<ImageTest> tests(List<FamilyFile.TestFile> files, List<ImageTest> before, Object... place) {
        Map<String, Boolean> names = new HashMap<>();
        before.forEach(test -> names.put(test.name(), true));
        List<ImageTest> tests = new ArrayList<>();
        for (int i = 0; files != null && i < files.size(); i++) {
            Object[] at = Source.under(place, i);
            ImageTest test = files.get(i) == null ? null : test(files.get(i), at);
            if (test != null && names.put(test.name(), true) != null) {
                yaml.problem("two tests are called '" + test.name() + "'; rename one of them", at);
            }
            tests.add(test);
        }
        return tests.stream().filter(Objects::nonNull).toList();
    }

    private ImageTest test(FamilyFile.TestFile test, Object... place) {
        int timeout = test.timeout() == null ? DEFAULT_TIMEOUT_SECONDS : test.timeout();
        if (timeout <= 0) {
            yaml.problem("timeout " + timeout + ": expected at least one second", Source.under(place, "timeout"));
            return null;
        }
        boolean network = Boolean.TRUE.equals(test.network());
        if (test.health() != null) {
            HealthProbe probe = new HealthReader(yaml).probe(test, place);
            return probe == null ? null : new ImageTest(test.name(), empty(), timeout, network, probe);
        }
        Path path = folderOf(test, place);
        Archive files = path == null ? null : archive(path, test.path(), Source.under(place, "path"));
        if (files != null) {
            check(path, test.path(), network, Source.under(place, "path"));
        }
        return files == null ? null : new ImageTest(path.getFileName().toString(), files, timeout, network);
    }

    private Path folderOf(FamilyFile.TestFile test, Object... place) {
        if (test.path() == null) {
            yaml.problem("a test has neither path, the folder of its Dockerfile, nor health", place);
            return null;
        }
        if (test.name() != null) {
            yaml.problem(
                    "a test with a path has its folder's name; rename the folder, or give the test health",
                    Source.under(place, "name"));
        }
        Path path = inside(test.path(), Source.under(place, "path"));
        if (path != null && !Files.isRegularFile(path.resolve("Dockerfile"))) {
            yaml.problem(
                    "the test " + shown(test.path()) + " has no Dockerfile"
                            + TextFile.near(root, path.resolve("Dockerfile")),
                    Source.under(place, "path"));
            return null;
        }
        return path;
    }

    private void check(Path test, String name, boolean network, Object... place) {
        String file = shown(name) + "/Dockerfile";
        try {
            String text = TextFile.read(test.resolve("Dockerfile"));
            if (!TestInstructions.runAnything(text)) {
                yaml.problem(
                        "the Dockerfile of the test " + shown(name) + " has no RUN with a command, so it tests nothing;"
                                + " add the command that has to succeed on the image",
                        place);
            }
            TestInstructions.mistakes(text, network)
                    .forEach(mistake -> yaml.problemIn(file, mistake.line(), mistake.message()));
            DockerfileSyntax.ofTest(text).forEach(mistake -> yaml.problemIn(file, mistake.line(), mistake.message()));
            BuildKitOnly.firstOfTest(text)
                    .ifPresent(found -> yaml.problemIn(
                            file,
                            found.line(),
                            found.what() + " needs BuildKit, which does not build tests; write it without"));
        } catch (TextFile.NotUtf8Exception e) {
            yaml.problemIn(file, e.line(), e.getMessage());
        } catch (IOException e) {
            yaml.problem("the Dockerfile of the test " + shown(name) + " cannot be read: " + e, place);
        }
    }

    private Archive archive(Path files, String name, Object... place) {
        try {
            return folders.archive(files.toRealPath());
        } catch (AccessDeniedException e) {
            yaml.problem("the folder " + shown(name) + " cannot be packed: " + e.getFile() + " may not be read", place);
        } catch (IOException | IllegalArgumentException e) {
            yaml.problem("the folder " + shown(name) + " cannot be packed: " + e.getMessage(), place);
        }
        return null;
    }

    private static Archive empty() {
        try {
            return FolderArchive.empty();
        } catch (IOException e) {
            throw new IllegalStateException("cannot pack nothing", e);
        }
    }

    /** The path, if it stays inside the catalogue: one may come from strangers. */
    private Path inside(String name, Object... place) {
        Path path;
        try {
            path = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            yaml.problem("'" + name + "'" + TextFile.NO_NAME, place);
            return null;
        }
        if (!path.startsWith(root.normalize())) {
            yaml.problem("'" + name + "' leads out of the catalogue", place);
            return null;
        }
        if (CatalogLinks.leadOut(root, path)) {
            yaml.problem("'" + name + "' is a link that leads out of the catalogue; put the file itself there", place);
            return null;
        }
        return path;
    }

    private String shown(String name) {
        try {
            return root.normalize().relativize(folder.resolve(name).normalize()).toString();
        } catch (InvalidPathException e) {
            return name;
        }
    }
}
