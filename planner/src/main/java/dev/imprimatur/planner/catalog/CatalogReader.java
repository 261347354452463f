package dev.imprimatur.planner.catalog;

import dev.imprimatur.planner.feed.Feeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a catalogue's folder: {@code catalog.yaml}, and each family's folder with its {@code family.yaml}. */
public final class CatalogReader {
    private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?");

    private final Path root;
    private final Feeds feeds;
    private final List<String> notices = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private CatalogReader(Path root, Feeds feeds) {
        this.root = root;
        this.feeds = feeds;
    }

    /**
     * The catalogue in this folder, whose families all state their releases.
     *
     * @throws CatalogException with every mistake that was found
     */
    public static Catalog read(Path root) {
        return read(root, Feeds.NONE);
    }

    /**
     * The catalogue in this folder, with the releases that these feeds tell.
     *
     * @throws CatalogException with every mistake that was found
     */
    public static Catalog read(Path root, Feeds feeds) {
        CatalogReader reader = new CatalogReader(root, feeds);
        Optional<Catalog> catalog = reader.catalog();
        if (!reader.problems.isEmpty()) {
            throw new CatalogException(reader.problems);
        }
        return catalog.orElseThrow();
    }

    private Optional<Catalog> catalog() {
        YamlFile yaml = new YamlFile("catalog.yaml", problems);
        if (!Files.isRegularFile(root.resolve(yaml.name()))) {
            problems.add(new Problem(
                    yaml.name(),
                    0,
                    "there is no such file in " + root.toAbsolutePath()
                            + "; a catalogue is a folder with a catalog.yaml"));
            return Optional.empty();
        }
        return yaml.read(root, CatalogFile.class).map(file -> {
            header(yaml, file.apiVersion(), file.kind(), "Catalog");
            List<String> variants = file.variants() == null ? List.of() : file.variants();
            if (file.defaultVariant() != null && !variants.contains(file.defaultVariant())) {
                yaml.problem(
                        "defaultVariant",
                        "defaultVariant '" + file.defaultVariant() + "' is not one of the variants " + variants);
            }
            String platform = file.platform() == null ? "linux/amd64" : file.platform();
            if (!PLATFORM.matcher(platform).matches()) {
                yaml.problem("platform", "platform '" + platform + "', expected for example linux/amd64");
            }
            if (file.families() == null || file.families().isEmpty()) {
                yaml.problem("families", "there are no families, expected a list of their folders");
            }
            FamilyFeeds familyFeeds = new FamilyFeeds(root, feeds, notices);
            List<Family> families = Optional.ofNullable(file.families()).orElse(List.of()).stream()
                    .map(folder -> new FamilyReader(root, folder, variants, familyFeeds, problems).read())
                    .flatMap(Optional::stream)
                    .toList();
            uniqueNames(yaml, families);
            return new Catalog(file.defaultVariant(), platform, file.source(), families, List.copyOf(notices));
        });
    }

    /** Checks the two keys that every file begins with. */
    static void header(YamlFile yaml, String apiVersion, String kind, String expected) {
        if (!CatalogFile.API_VERSION.equals(apiVersion)) {
            yaml.problem("apiVersion", "apiVersion '" + apiVersion + "', expected " + CatalogFile.API_VERSION);
        }
        if (!expected.equals(kind)) {
            yaml.problem("kind", "kind '" + kind + "', expected " + expected);
        }
    }

    private static void uniqueNames(YamlFile yaml, List<Family> families) {
        families.stream()
                .map(Family::name)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .forEach((name, count) -> {
                    if (count > 1) {
                        yaml.problem("families", count + " families are called '" + name + "'");
                    }
                });
    }
}
