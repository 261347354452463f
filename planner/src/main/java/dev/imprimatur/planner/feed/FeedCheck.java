package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.version.VersionRange;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a feed of what a {@code family.yaml} says, or reports each mistake with the key that it is at. */
public final class FeedCheck {
    private static final int DEFAULT_MAX_LOSS_PERCENT = 10;
    private static final Pattern PACKAGE = Pattern.compile("(@[a-z0-9~][a-z0-9._~-]*/)?[a-z0-9~][a-z0-9._~-]*");
    private static final Pattern PERCENT = Pattern.compile("(100|[0-9]{1,2})\\s*%");

    private static final Pattern CHECKSUMS =
            Pattern.compile("(?=.*\\{version})(?!/)(?!.*\\.\\.)(?:[A-Za-z0-9._/+-]|\\{version})++");

    private final String folder;
    private final FeedFile file;
    private final BiConsumer<String, String> mistakes;
    private boolean right = true;

    private FeedCheck(String folder, FeedFile file, BiConsumer<String, String> mistakes) {
        this.folder = folder;
        this.file = file;
        this.mistakes = mistakes;
    }

    /**
     * The feed.
     *
     * @param folder the family's folder, relative to the catalogue's
     * @param mistakes takes each mistake: the key that it is at, and what is wrong
     */
    public static Optional<Feed> check(String folder, FeedFile file, BiConsumer<String, String> mistakes) {
        return new FeedCheck(folder, file, mistakes).feed();
    }

    private Optional<Feed> feed() {
        FeedType type = parse("type", () -> FeedType.parse(file.type()));
        FeedSource source = type == null ? null : source(type);
        Optional<VersionRange> versions = range("versions", file.versions());
        Optional<VersionRange> withdrawn = range("withdrawn", file.withdrawn());
        int maxLoss = maxLoss();
        if (file.tagPrefix() != null && type != null && type != FeedType.GITHUB_RELEASES) {
            mistake("tagPrefix", "is for type github-releases only");
        }
        if (Boolean.TRUE.equals(file.preReleases()) && type == FeedType.NPM) {
            mistake("preReleases", "the npm client lists no pre-releases; state them under releases");
        }
        List<String> requires = file.requires() == null ? List.of() : file.requires();
        if (requires.stream().anyMatch(fact -> fact == null || fact.isBlank())) {
            mistake("requires", "expected a list of facts' names");
        }
        Map<String, String> args = args();
        checkChecksums(type, args);
        return right
                ? Optional.of(FeedBuilder.builder()
                        .type(type)
                        .source(source)
                        .tagPrefix(file.tagPrefix())
                        .checksums(Optional.ofNullable(file.checksums()))
                        .versions(versions)
                        .preReleases(Boolean.TRUE.equals(file.preReleases()))
                        .requires(requires)
                        .args(args)
                        .withdrawn(withdrawn)
                        .maxLossPercent(maxLoss)
                        .build())
                : Optional.empty();
    }

    private FeedSource source(FeedType type) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("url", file.url());
        places.put("file", file.file());
        places.put("package", file.packageName());
        places.values().removeIf(place -> place == null);
        if (places.size() != 1 || !type.places().containsAll(places.keySet())) {
            mistake(
                    places.isEmpty() ? "type" : places.keySet().iterator().next(),
                    "a feed of type " + type + " needs "
                            + String.join(
                                    " or ", type.places().stream().sorted().toList()) + ", found "
                            + (places.isEmpty() ? "neither" : String.join(" and ", places.keySet())));
            return null;
        }
        return switch (places.keySet().iterator().next()) {
            case "url" -> parse("url", this::url);
            case "file" -> parse("file", this::catalogFile);
            default -> parse("package", this::npmPackage);
        };
    }

    private FeedSource url() {
        URI url;
        try {
            url = new URI(file.url());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + file.url() + "' is not a URL: " + e.getReason());
        }
        if (!List.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("'" + file.url() + "' is not a URL with http:// or https://");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a login has no place in a catalogue; let a job fetch the feed to a file");
        }
        return new FeedSource.Url(url);
    }

    private FeedSource catalogFile() {
        Path path = Path.of(file.file());
        Path inCatalog = Path.of(folder).resolve(path).normalize();
        if (path.isAbsolute() || inCatalog.startsWith("..") || inCatalog.isAbsolute()) {
            throw new IllegalArgumentException("'" + file.file() + "' is outside the catalogue");
        }
        return new FeedSource.CatalogFile(inCatalog.toString());
    }

    private FeedSource npmPackage() {
        if (!PACKAGE.matcher(file.packageName()).matches()) {
            throw new IllegalArgumentException("'" + file.packageName() + "' is not the name of an npm package");
        }
        return new FeedSource.NpmPackage(file.packageName());
    }

    private Optional<VersionRange> range(String key, String text) {
        return Optional.ofNullable(text == null ? null : parse(key, () -> VersionRange.parse(text)));
    }

    private int maxLoss() {
        if (file.maxLoss() == null) {
            return DEFAULT_MAX_LOSS_PERCENT;
        }
        Matcher matcher = PERCENT.matcher(file.maxLoss());
        if (matcher.matches()) {
            return Integer.parseInt(matcher.group(1));
        }
        mistake("maxLoss", "'" + file.maxLoss() + "' is not a share, expected for example 10%");
        return 0;
    }

    private Map<String, String> args() {
        Map<String, String> args = new TreeMap<>();
        if (file.args() != null) {
            file.args().forEach((name, fact) -> {
                if (fact == null || fact.isBlank()) {
                    mistake("args", name + ": expected the name of a fact that the feed gives");
                } else {
                    args.put(name, fact);
                }
            });
        }
        return args;
    }

    private void checkChecksums(FeedType type, Map<String, String> args) {
        String path = file.checksums();
        boolean asked = args.values().stream().anyMatch(fact -> fact.startsWith(Feed.URL));
        if (path == null) {
            if (asked) {
                mistake("args", "url:FILE is a fact of a feed with checksums, and this one has none");
            }
        } else if (type != null && file.url() == null) {
            mistake("checksums", "is for a feed with url, next to which the checksums are");
        } else if (!CHECKSUMS.matcher(path).matches()) {
            mistake("checksums", "'" + path + "': expected a path such as v{version}/SHASUMS256.txt");
        }
    }

    private <T> T parse(String key, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            mistake(key, e.getMessage());
            return null;
        }
    }

    private void mistake(String key, String message) {
        right = false;
        mistakes.accept(key, "feed." + key + ": " + message);
    }
}
