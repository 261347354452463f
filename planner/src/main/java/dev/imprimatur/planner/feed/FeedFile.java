package dev.imprimatur.planner.feed;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What a {@code family.yaml} says under {@code feed}.
 *
 * @param type the format of its answer, a word of {@link FeedType}
 * @param url where it is, or null
 * @param file a file of the family's folder, or null
 * @param packageName the npm package, or null
 * @param tagPrefix what stands in front of the version in a tag's name, or null for an optional {@code v}
 * @param versions the range of versions to take, or null for all
 * @param preReleases whether pre-releases are taken; null is no
 * @param requires facts that an entry has to have to be taken, or null
 * @param args the template's values by the fact that they come from
 * @param withdrawn the range of versions that are gone on purpose, or null
 * @param maxLoss the share of releases that may be missing before the plan stops, or null for 10 %
 */
public record FeedFile(
        String type,
        String url,
        String file,
        @JsonProperty("package") String packageName,
        String tagPrefix,
        String versions,
        Boolean preReleases,
        List<String> requires,
        Map<String, String> args,
        String withdrawn,
        String maxLoss) {}
