package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.AllowedSilence;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.feed.Feeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a family's folder. Every mistake is noted; only a family without one is returned. */
final class FamilyReader {
    private static final String EXAMPLE = "expected for example base: {image: \"debian:{variant}\"}";

    private static final Pattern BASE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final List<String> TAKEN = List.of("family", "version", "variant", "codename", "args");

    private final Path root;
    private final String folder;
    private final CatalogFile catalog;
    private final String catalogPlatform;
    private final Feeds feeds;
    private final LargeFolders folders;
    private final List<Problem> problems;
    private final YamlFile yaml;

    FamilyReader(
            Path root,
            String folder,
            CatalogFile catalog,
            String catalogPlatform,
            Feeds feeds,
            LargeFolders folders,
            List<Problem> problems) {
        this.root = root;
        this.folder = folder;
        this.catalog = catalog;
        this.catalogPlatform = catalogPlatform;
        this.feeds = feeds;
        this.folders = folders;
        this.problems = problems;
        this.yaml = new YamlFile(folder + "/family.yaml", problems);
    }

    Optional<Family> read() {
        return read(true);
    }

    /** The family as it would be if its feed had nothing. */
    Optional<Family> readWithoutFeed() {
        return read(false);
    }

    private Optional<Family> read(boolean withFeed) {
        int before = problems.size();
        Optional<Family> family = yaml.read(root, FamilyFile.class).map(file -> family(file, withFeed));
        return problems.size() == before ? family : Optional.empty();
    }

    private Family family(FamilyFile file, boolean withFeed) {
        CatalogReader.header(yaml, file.apiVersion(), file.kind(), "Family");
        List<String> catalogVariants = CatalogReader.orEmpty(catalog.variants());
        List<String> variants =
                file.variants() == null ? catalogVariants : CatalogReader.variants(yaml, file.variants());
        boolean declared = catalog.variants() != null && !catalog.variants().isEmpty();
        if (variants.isEmpty() && yaml.source().empty("variants") && (file.variants() != null || !declared)) {
            yaml.problem("there are no variants, neither here nor in catalog.yaml", "variants");
        }
        yaml.require(file.name(), "the family has no name", "name");
        if (file.name() != null) {
            yaml.parse(() -> new ImageKey(file.name(), "0", "any"), "name");
        }
        RecipeReader recipes = new RecipeReader(root, folder, folders, yaml);
        LineReader lines = new LineReader(yaml, file, recipes);
        MatrixReader matrix = new MatrixReader(yaml, file, variants, catalogVariants, lines, recipes);
        FamilyFeeds familyFeeds = new FamilyFeeds(root, feeds, folder, yaml, matrix::kept);
        Recipe recipe = recipes.family(file, catalogPlatform);
        List<Release> releases = matrix.releases(withFeed ? familyFeeds.releases(file) : familyFeeds.withoutFeed(file));
        List<Recipe.Change> overrides = matrix.overrides(recipe, releases);
        return FamilyBuilder.builder()
                .name(file.name())
                .source(yaml.source())
                .description(file.description())
                .contacts(CatalogReader.orEmpty(file.contacts() == null ? catalog.contacts() : file.contacts()))
                .repository(repository(file))
                .defaultRepository(defaultRepository(file))
                .style(style(file))
                .from(from(file))
                .silence(
                        file.silence() == null
                                ? null
                                : yaml.parse(() -> AllowedSilence.parse(file.silence()), "silence"))
                .recipe(recipe)
                .overrides(overrides)
                .aliases(CatalogReader.orEmpty(file.aliases()))
                .lines(lines.lines())
                .releases(releases)
                .fed(file.feed() != null)
                .notices(Stream.concat(familyFeeds.notices().stream(), matrix.notices().stream())
                        .toList())
                .build();
    }

    private String repository(FamilyFile file) {
        String repository = file.repository() == null ? file.name() : file.repository();
        if (repository != null) {
            yaml.parse(
                    () -> new Repository(repository.replace("{variant}", "any")),
                    file.repository() == null ? "name" : "repository");
        }
        return repository;
    }

    private Repository defaultRepository(FamilyFile file) {
        String name = file.defaultRepository();
        return name == null ? null : yaml.parse(() -> new Repository(name), "defaultRepository");
    }

    private TagStyle style(FamilyFile file) {
        TagStyle style = file.tags() == null || file.tags().style() == null
                ? TagStyle.REPOSITORY
                : file.tags().style();
        if (style == TagStyle.SUFFIX && file.defaultRepository() != null) {
            yaml.problem(
                    "defaultRepository is for the tag styles repository and both; with suffix the repository holds all"
                            + " variants",
                    "defaultRepository");
        }
        if (style == TagStyle.BOTH
                && file.defaultRepository() == null
                && !yaml.source().has("defaultRepository")) {
            yaml.problem("the tag style both needs a defaultRepository, which holds all variants", "tags", "style");
        }
        return style;
    }

    private Map<String, From> from(FamilyFile file) {
        Map<String, From> from = new TreeMap<>();
        if (yaml.source().empty("from")) {
            yaml.problem("'from' names no image to build from, " + EXAMPLE, "from");
        }
        Optional.ofNullable(file.from()).orElse(Map.of()).forEach((name, source) -> {
            if (!BASE_NAME.matcher(name).matches() || TAKEN.contains(name)) {
                yaml.problem(
                        "from." + name + ": a template cannot use this name; take one of letters, digits and _ other"
                                + " than " + String.join(", ", TAKEN),
                        "from",
                        name);
            }
            if ((source.image() == null) == (source.family() == null)) {
                yaml.problem("from." + name + ": expected either image or family", "from", name);
            } else if (source.image() != null) {
                upstream(name, source).ifPresent(upstream -> from.put(name, upstream));
            } else {
                from.put(name, new From.InCatalog(source.family(), source.version(), source.variant()));
            }
        });
        return from;
    }

    private Optional<From> upstream(String name, FamilyFile.FromFile source) {
        if (source.version() != null || source.variant() != null) {
            yaml.problem("from." + name + ": version and variant go with family; image has its tag", "from", name);
        }
        return Optional.ofNullable(
                        yaml.parse(() -> Tag.parse(source.image().replace("{variant}", "any")), "from", name))
                .map(tag -> new From.Upstream(source.image()));
    }
}
