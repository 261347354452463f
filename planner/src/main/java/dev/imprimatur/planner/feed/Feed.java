package dev.imprimatur.planner.feed;

import dev.imprimatur.planner.catalog.Version;
import dev.imprimatur.planner.catalog.VersionRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A family's feed.
 *
 * @param type the format of its answer
 * @param source where it is
 * @param tagPrefix what stands in front of the version in a tag's name, or null for an optional {@code v}
 * @param versions the range of versions to take, or all
 * @param preReleases whether pre-releases are taken
 * @param requires facts that an entry has to have to be taken
 * @param args the template's values by the fact that they come from, in which {@code {version}} is the version
 * @param withdrawn the range of versions that are gone on purpose
 * @param maxLossPercent how much of it may be missing before the plan stops
 */
public record Feed(
        FeedType type,
        FeedSource source,
        String tagPrefix,
        Optional<VersionRange> versions,
        boolean preReleases,
        List<String> requires,
        Map<String, String> args,
        Optional<VersionRange> withdrawn,
        int maxLossPercent) {

    /** What its answers are remembered by, beside the family: another source or another reading is another feed. */
    public String name() {
        return type + " " + source + (tagPrefix == null ? "" : " " + tagPrefix);
    }

    /** Whether the family takes this release, if it has the facts. */
    boolean selects(Version version) {
        return (preReleases || !version.preRelease())
                && versions.map(range -> range.test(version)).orElse(true)
                && !withdrawn(version);
    }

    /** Whether this release is gone on purpose. */
    boolean withdrawn(Version version) {
        return withdrawn.map(range -> range.test(version)).orElse(false);
    }
}
