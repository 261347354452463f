package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildCompleted;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a rebuild of the {@link HostileCatalog} ended.
 *
 * @param failed the images that were not published
 */
public record HostileOutcome(List<RebuildCompleted.Failed> failed) {

    /** The kind of failure by the way that was tried, of a family whose images all end at this stage. */
    public Map<String, String> kinds(String family, String stage) {
        assertThat(failed(family)).extracting(RebuildCompleted.Failed::stage).containsOnly(stage);
        return failed(family)
                .collect(Collectors.toMap(
                        HostileOutcome::way, failed -> failed.failure().kind()));
    }

    /** Why the image of this family that tries this way failed. */
    public FailureReport failure(String family, String way) {
        return failed(family)
                .filter(failed -> way(failed).equals(way))
                .findFirst()
                .orElseThrow()
                .failure();
    }

    /** Checks that this family tried all connections and all ways out, and succeeded with none. */
    public void assertFenced(String family) {
        assertThat(failure(family, "connections").output())
                .containsPattern("tried [0-9]{3}")
                .doesNotContain("reached");
        assertThat(failure(family, "ways-out").output()).contains("tried all").doesNotContain("did ");
    }

    private Stream<RebuildCompleted.Failed> failed(String family) {
        return failed.stream().filter(failed -> failed.image().family().equals(family));
    }

    private static String way(RebuildCompleted.Failed failed) {
        return HostileCatalog.way(failed.image().version());
    }
}
