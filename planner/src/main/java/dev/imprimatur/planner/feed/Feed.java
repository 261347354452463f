package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.version.Version;
import dev.imprimatur.planner.version.VersionRange;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A family's feed.
 *
 * @param type the format of its answer
 * @param source where it is
 * @param tagPrefix what stands in front of the version in a tag's name, or null for an optional {@code v}
 * @param checksums where each release's {@code SHASUMS256.txt} is, relative to the address; {@code {version}} is the
 *     version
 * @param versions the range of versions to take, or all
 * @param preReleases whether pre-releases are taken
 * @param requires facts that an entry has to have to be taken
 * @param args the template's values by the fact that they come from, in which {@code {version}} is the version
 * @param withdrawn the range of versions that are gone on purpose
 * @param maxLossPercent how much of it may be missing before the plan stops
 */
@RecordBuilder
public record Feed(
        FeedType type,
        FeedSource source,
        String tagPrefix,
        Optional<String> checksums,
        Optional<VersionRange> versions,
        boolean preReleases,
        List<String> requires,
        Map<String, String> args,
        Optional<VersionRange> withdrawn,
        int maxLossPercent) {
    /** What the fact of a file's checksum begins with. */
    public static final String SHA256 = "sha256:";

    /** What the fact of a file's address begins with. */
    public static final String URL = "url:";

    /** What its answers are remembered by, beside the family: another source or another reading is another feed. */
    public String name() {
        return type + " " + source + (tagPrefix == null ? "" : " " + tagPrefix);
    }

    /** The same feed at another place. */
    public Feed at(FeedSource place) {
        return FeedBuilder.builder(this).source(place).build();
    }

    /** The files of this release that {@code args} ask about, as {@code sha256:FILE} or {@code url:FILE}. */
    public Set<String> files(Version version) {
        Set<String> files = new TreeSet<>();
        for (String fact : args.values()) {
            if (ofFile(fact)) {
                files.add(named(fact.substring(fact.indexOf(':') + 1), version));
            }
        }
        return files;
    }

    /** Whether the family takes this release, if it has the facts that {@code args} ask for. */
    public boolean selects(FeedEntry entry) {
        return selects(entry.version()) && entry.facts().keySet().containsAll(requires);
    }

    /**
     * Whether the family takes this release as the feed's own answer lists it; what the files of checksums give is no
     * part of that answer.
     */
    boolean takes(FeedEntry entry) {
        return selects(entry)
                && args.values().stream()
                        .filter(fact -> checksums.isEmpty() || !ofFile(fact))
                        .allMatch(fact -> entry.facts().containsKey(named(fact, entry.version())));
    }

    private static boolean ofFile(String fact) {
        return fact.startsWith(SHA256) || fact.startsWith(URL);
    }

    /** A name of this release: {@code {version}} in it is the version. */
    public static String named(String name, Version version) {
        return name.replace("{version}", version.text());
    }

    /** Whether the family takes this release, if it has the facts. */
    public boolean selects(Version version) {
        return (preReleases || !version.preRelease())
                && versions.map(range -> range.test(version)).orElse(true)
                && !withdrawn(version);
    }

    /** Whether this release is gone on purpose. */
    boolean withdrawn(Version version) {
        return withdrawn.map(range -> range.test(version)).orElse(false);
    }
}
