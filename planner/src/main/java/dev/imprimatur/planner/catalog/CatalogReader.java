package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.suggestion.Suggestion;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads a catalogue's folder: {@code catalog.yaml}, and each family's folder with its {@code family.yaml}. */
public final class CatalogReader {
    /** How many bytes the archive of a context or a test may have, unless the caller says otherwise. */
    public static final long LARGEST_FOLDER = 512L * 1024 * 1024;

    /** As many images as a plan has room for in a renderer's memory; five times what was ever measured. */
    static final int MOST_IMAGES = 50_000;

    /** What is wrong with more of them. */
    static final String TOO_MANY =
            "there are more than " + MOST_IMAGES + " images, releases on variants; keep or list fewer";

    private static final String DEFAULT_PLATFORM = "linux/amd64";

    private final Path root;
    private final Feeds feeds;
    private final LargeFolders largeFolders;
    private final List<Problem> problems = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final YamlFile yaml = new YamlFile("catalog.yaml", problems);
    private int images;

    private CatalogReader(Path root, Feeds feeds, long largestFolder) {
        this.root = root;
        this.feeds = feeds;
        this.largeFolders = new LargeFolders(largestFolder);
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
     * The catalogue in this folder, with the releases that these feeds list. A family of which a feed says what cannot
     * be planned is left out of it.
     *
     * @throws CatalogException with every mistake that was found, or if every family would be left out
     */
    public static Catalog read(Path root, Feeds feeds) {
        return read(root, feeds, LARGEST_FOLDER);
    }

    /**
     * The catalogue in this folder, with the releases that these feeds list. A family of which a feed says what cannot
     * be planned is left out of it.
     *
     * @param largestFolder how many bytes the archive of a context or a test may have
     * @throws CatalogException with every mistake that was found, or if every family would be left out
     */
    public static Catalog read(Path root, Feeds feeds, long largestFolder) {
        CatalogReader reader = new CatalogReader(root, feeds.forPlan(), largestFolder);
        Optional<Catalog> catalog = reader.catalog();
        if (catalog.map(Catalog::families).filter(List::isEmpty).isPresent()) {
            reader.leftOut.forEach(family -> reader.problems.addAll(family.problems()));
        }
        if (!reader.problems.isEmpty()) {
            throw new CatalogException(reader.inOrder());
        }
        return catalog.orElseThrow();
    }

    /** The problems by file, in the order in which files were read, and by line. */
    private List<Problem> inOrder() {
        Map<String, List<Problem>> byFile = new LinkedHashMap<>();
        problems.forEach(problem -> byFile.computeIfAbsent(problem.file(), file -> new ArrayList<>())
                .add(problem));
        return byFile.values().stream()
                .flatMap(ofFile -> ofFile.stream().sorted(Comparator.comparingInt(Problem::line)))
                .toList();
    }

    private Optional<Catalog> catalog() {
        if (!Files.isRegularFile(root.resolve(yaml.name()))) {
            problems.add(new Problem(
                    yaml.name(),
                    0,
                    "there is no such file in " + root.toAbsolutePath()
                            + "; a catalogue is a folder with a catalog.yaml"
                            + TextFile.near(root, root.resolve(yaml.name()))));
            return Optional.empty();
        }
        return yaml.read(root, CatalogFile.class).map(this::catalog);
    }

    private Catalog catalog(CatalogFile file) {
        header(yaml, file.apiVersion(), file.kind(), "Catalog");
        List<String> variants = variants(yaml, file.variants());
        if (file.defaultVariant() != null && !variants.contains(file.defaultVariant())) {
            yaml.problem(
                    "defaultVariant '" + file.defaultVariant() + "' is not one of the variants"
                            + (variants.isEmpty() ? ", of which there are none" : " " + String.join(", ", variants))
                            + Suggestion.of(file.defaultVariant(), variants),
                    "defaultVariant");
        }
        String platform = RecipeReader.platform(yaml, file.platforms(), "platforms");
        List<Family> families = families(file, platform == null ? DEFAULT_PLATFORM : platform);
        return new Catalog(file.defaultVariant(), file.source(), families, List.copyOf(leftOut), largeFolders.found());
    }

    private List<Family> families(CatalogFile file, String platform) {
        List<String> folders = listed(file.families());
        if (folders.isEmpty() && (file.families() != null || !yaml.source().has("families"))) {
            yaml.problem("there are no families, expected a list of their folders", "families");
        }
        List<Family> families = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < folders.size(); i++) {
            String folder = folders.get(i);
            if (folder == null) {
                continue;
            }
            if (!seen.add(folder)) {
                yaml.problem("the folder " + folder + " is there twice", "families", i);
            } else if (found(folder, i)) {
                read(folder, file, platform, i, names).ifPresent(families::add);
            }
        }
        return families;
    }

    /**
     * The family, unless it has mistakes or is left out: what is right without its feed is no mistake of the catalogue.
     */
    private Optional<Family> read(
            String folder, CatalogFile file, String platform, int position, Map<String, String> names) {
        List<Problem> found = new ArrayList<>();
        Optional<Family> family = new FamilyReader(root, folder, file, platform, feeds, largeFolders, found)
                .read()
                .filter(read -> fits(read, found));
        Optional<Family> alone = family.isPresent()
                ? family
                : new FamilyReader(root, folder, file, platform, feeds, largeFolders, new ArrayList<>())
                        .readWithoutFeed()
                        .filter(Family::fed);
        if (alone.isEmpty()) {
            problems.addAll(found);
            return Optional.empty();
        }
        String name = alone.get().name();
        String other = names.putIfAbsent(name, folder);
        if (other != null) {
            yaml.problem(
                    "the families in " + other + " and " + folder + " are both called '" + name + "'",
                    "families",
                    position);
        }
        if (family.isEmpty()) {
            leftOut.add(new LeftOut(name, found));
        }
        return family;
    }

    private boolean fits(Family family, List<Problem> found) {
        int more = family.releases().stream()
                .mapToInt(release -> release.variants().size())
                .sum();
        if (images + more > MOST_IMAGES) {
            found.add(family.source().problem(TOO_MANY, family.fed() ? "feed" : "releases"));
            return false;
        }
        images += more;
        return true;
    }

    private boolean found(String folder, int position) {
        Path path;
        try {
            path = root.resolve(folder).normalize();
        } catch (InvalidPathException e) {
            yaml.problem("'" + folder + "'" + TextFile.NO_NAME, "families", position);
            return false;
        }
        if (!path.startsWith(root.normalize())) {
            yaml.problem("'" + folder + "' leads out of the catalogue", "families", position);
            return false;
        }
        if (!Files.isRegularFile(path.resolve("family.yaml"))) {
            yaml.problem(
                    "there is no file " + folder + "/family.yaml" + TextFile.near(root, path.resolve("family.yaml")),
                    "families",
                    position);
            return false;
        }
        if (CatalogLinks.leadOut(root, path.resolve("family.yaml"))) {
            yaml.problem("'" + folder + "' is or holds a link that leads out of the catalogue", "families", position);
            return false;
        }
        return true;
    }

    /** Checks the two keys that every file begins with. */
    static void header(YamlFile yaml, String apiVersion, String kind, String expected) {
        if (!CatalogFile.API_VERSION.equals(apiVersion)) {
            yaml.problem(
                    apiVersion == null
                            ? "there is no apiVersion, expected " + CatalogFile.API_VERSION
                            : "apiVersion '" + apiVersion + "', expected " + CatalogFile.API_VERSION,
                    "apiVersion");
        }
        if (!expected.equals(kind)) {
            yaml.problem(
                    kind == null
                            ? "there is no kind, expected " + expected
                            : "kind '" + kind + "', expected " + expected,
                    "kind");
        }
    }

    /** The variants of a file, each checked. */
    static List<String> variants(YamlFile yaml, List<String> variants) {
        Set<String> checked = new LinkedHashSet<>();
        for (int i = 0; variants != null && i < variants.size(); i++) {
            String variant = variants.get(i);
            if (variant == null) {
                continue;
            }
            if (checked.contains(variant)) {
                yaml.problem("variant '" + variant + "' is there twice", "variants", i);
            } else if (yaml.parse(() -> new ImageKey("any", "0", variant), "variants", i) != null) {
                checked.add(variant);
            }
        }
        return List.copyOf(checked);
    }

    /** The list with its nulls, so that positions stay; empty for none. */
    static <T> List<T> listed(List<T> list) {
        return list == null ? List.of() : list;
    }

    /** The list without its nulls, which were noted as mistakes; empty for none. */
    static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
