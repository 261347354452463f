package dev.imprimatur.planner.feed;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The formats of feeds. */
public enum FeedType {
    /** The index of Node.js releases, as its download site has it. */
    NODE_INDEX("node-index", new NodeIndex(), Set.of("url", "file")),
    /** The versions of an npm package, as {@code npm view --json} lists them. */
    NPM("npm", new NpmVersions(), Set.of("package", "file")),
    /** Releases as the REST API of GitHub lists them. */
    GITHUB_RELEASES("github-releases", new GithubReleases(), Set.of("url", "file")),
    /** A text with one version a line. */
    LIST("list", new VersionList(), Set.of("file", "url")),
    /** A JSON file with releases. */
    FILE("file", new JsonReleases(), Set.of("file"));

    /** What of a feed may be held, so that a renderer's memory suffices for it. */
    private static final int MOST = 200_000;

    private final String word;
    private final FeedFormat format;
    private final Set<String> places;

    FeedType(String word, FeedFormat format, Set<String> places) {
        this.word = word;
        this.format = format;
        this.places = places;
    }

    /**
     * The type of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FeedType parse(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        (word == null ? "is missing" : "'" + word + "' is no type of feed") + ", expected one of "
                                + Arrays.stream(values())
                                        .map(FeedType::toString)
                                        .collect(Collectors.joining(", "))));
    }

    /** The keys of which one says where such a feed is. */
    Set<String> places() {
        return places;
    }

    /**
     * Reads what such a feed answered.
     *
     * @param pages the answer's pages
     * @param tagPrefix what stands in front of the version in a tag's name, or null for an optional {@code v}
     * @throws FeedException if it is not of this format
     */
    public FeedAnswer read(Iterable<String> pages, String tagPrefix) {
        FeedAnswer.Collector collector = new FeedAnswer.Collector(tagPrefix, MOST);
        pages.forEach(page -> format.read(page, collector));
        return collector.answer();
    }

    @Override
    public String toString() {
        return word;
    }
}
