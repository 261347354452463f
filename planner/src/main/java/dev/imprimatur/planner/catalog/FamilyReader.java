package dev.imprimatur.planner.catalog;

import dev.imprimatur.messaging.event.Archive;
import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.messaging.event.ImageTest;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.alias.AliasRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads a family's folder. Every mistake is noted; only a family without one is returned. */
final class FamilyReader {
    private static final int DEFAULT_TIMEOUT_SECONDS = 120;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Path root;
    private final String folder;
    private final List<String> catalogVariants;
    private final List<Problem> problems;
    private final FamilyFeeds feeds;
    private final YamlFile yaml;

    FamilyReader(Path root, String folder, List<String> catalogVariants, FamilyFeeds feeds, List<Problem> problems) {
        this.root = root;
        this.folder = folder;
        this.catalogVariants = catalogVariants;
        this.feeds = feeds;
        this.problems = problems;
        this.yaml = new YamlFile(folder + "/family.yaml", problems);
    }

    Optional<Family> read() {
        int before = problems.size();
        Optional<Family> family = yaml.read(root, FamilyFile.class).map(this::family);
        return problems.size() == before ? family : Optional.empty();
    }

    private Family family(FamilyFile file) {
        CatalogReader.header(yaml, file.apiVersion(), file.kind(), "Family");
        List<String> variants = file.variants() == null ? catalogVariants : file.variants();
        if (variants.isEmpty()) {
            yaml.problem("variants", "there are no variants, neither here nor in catalog.yaml");
        }
        String repository = file.repository() == null ? file.name() : file.repository();
        parse("name", () -> new ImageKey(file.name(), "0", "any"));
        parse("repository", () -> new Repository(String.valueOf(repository).replace("{variant}", "any")));
        return new Family(
                file.name(),
                yaml.name(),
                file.description(),
                repository,
                file.defaultRepository() == null
                        ? null
                        : parse("defaultRepository", () -> new Repository(file.defaultRepository())),
                from(file),
                template(file),
                archive("context", file.context()),
                orEmpty(file.aliases()).stream()
                        .map(word -> parse(word, () -> AliasRule.parse(word)))
                        .toList(),
                orEmpty(file.tests()).stream().map(this::test).toList(),
                releases(file, variants));
    }

    private Map<String, From> from(FamilyFile file) {
        Map<String, From> from = new TreeMap<>();
        if (file.from() == null || file.from().isEmpty()) {
            yaml.problem(
                    "from",
                    "'from' names no image to build from, expected for example base: {image: \"debian:{variant}\"}");
            return from;
        }
        file.from().forEach((name, source) -> {
            if (source == null || (source.image() == null) == (source.family() == null)) {
                yaml.problem(name + ":", "from." + name + ": expected either image or family");
            } else if (source.image() != null) {
                from.put(name, new From.Upstream(source.image()));
            } else {
                from.put(name, new From.InCatalog(source.family(), source.version(), source.variant()));
            }
        });
        return from;
    }

    private String template(FamilyFile file) {
        String name = file.template() == null ? "Dockerfile" : file.template();
        try {
            return Files.readString(root.resolve(folder).resolve(name));
        } catch (IOException e) {
            yaml.problem("template", "the template " + folder + "/" + name + " cannot be read");
            return "";
        }
    }

    private ImageTest test(FamilyFile.TestFile test) {
        if (test.path() == null) {
            yaml.problem("tests", "a test has no path");
            return null;
        }
        Path path = root.resolve(folder).resolve(test.path());
        if (!Files.isRegularFile(path.resolve("Dockerfile"))) {
            yaml.problem(test.path(), "the test " + folder + "/" + test.path() + " has no Dockerfile");
            return null;
        }
        int timeout = test.timeout() == null ? DEFAULT_TIMEOUT_SECONDS : test.timeout();
        return parse(
                test.path(),
                () -> new ImageTest(
                        path.getFileName().toString(),
                        archive(test.path(), test.path()),
                        timeout,
                        Boolean.TRUE.equals(test.network())));
    }

    private Archive archive(String where, String path) {
        try {
            if (path == null) {
                return FolderArchive.empty();
            }
            Path files = root.resolve(folder).resolve(path);
            if (Files.isDirectory(files)) {
                return FolderArchive.of(files);
            }
            yaml.problem(where, "there is no folder " + folder + "/" + path);
        } catch (IOException | IllegalArgumentException e) {
            yaml.problem(where, "the folder " + folder + "/" + path + " cannot be packed: " + e.getMessage());
        }
        return null;
    }

    private List<Release> releases(FamilyFile file, List<String> variants) {
        if (file.feed() == null && (file.releases() == null || file.releases().isEmpty())) {
            yaml.problem("releases", "there are no releases");
        }
        List<Release> releases = new ArrayList<>();
        for (FamilyFile.ReleaseFile each : feeds.releases(yaml, folder, file)) {
            Version version = parse(String.valueOf(each.version()), () -> Version.parse(each.version()));
            if (version != null) {
                releases.add(release(file, each, version, variants));
            }
        }
        return releases;
    }

    private Release release(FamilyFile file, FamilyFile.ReleaseFile release, Version version, List<String> variants) {
        String line = String.valueOf(version.semver().getMajor());
        FamilyFile.LineFile common = file.lines() == null ? null : file.lines().get(line);
        List<String> on = release.variants() == null ? variants : release.variants();
        on.stream()
                .filter(variant -> !variants.contains(variant))
                .forEach(variant -> yaml.problem(
                        version.text(),
                        "release " + version + ": variant '" + variant + "' is not one of " + variants));
        Map<String, String> args = new TreeMap<>();
        putAll(args, file.args());
        putAll(args, common == null ? null : common.args());
        putAll(args, release.args());
        String codename = release.codename() == null && common != null ? common.codename() : release.codename();
        return new Release(version, codename, on, args, tags(release, version, on));
    }

    private List<Tag> tags(FamilyFile.ReleaseFile release, Version version, List<String> variants) {
        if (release.tags() != null && variants.size() > 1) {
            yaml.problem(
                    version.text(),
                    "release " + version + ": stated tags belong to one image, but it is on " + variants
                            + "; name the variant they are for");
        }
        return orEmpty(release.tags()).stream()
                .map(tag -> parse(String.valueOf(tag), () -> Tag.parse(String.valueOf(tag))))
                .toList();
    }

    private void putAll(Map<String, String> args, Map<String, String> more) {
        if (more != null) {
            more.forEach((name, value) -> {
                if (value == null || CONTROL.matcher(value).find()) {
                    yaml.problem(name + ":", "args." + name + ": expected one line of text");
                }
                args.put(name, value);
            });
        }
    }

    private <T> T parse(String where, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            yaml.problem(where, where + ": " + e.getMessage());
            return null;
        }
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
