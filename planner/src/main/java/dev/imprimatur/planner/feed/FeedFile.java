package dev.imprimatur.planner.feed;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a {@code family.yaml} says under {@code feed}.
 *
 * @param sources places to take releases from, in the order of preference, instead of the keys of a single one; or null
 * @param type the format of its answer, a word of {@link FeedType}
 * @param url where it is, or null
 * @param file a file of the family's folder, or null
 * @param packageName the npm package, or null
 * @param tagPrefix what stands in front of the version in a tag's name, or null for an optional {@code v}
 * @param checksums where each release's file of checksums is, relative to the address, or null
 * @param versions the range of versions to take, or null for all
 * @param preReleases whether pre-releases are taken; null is no
 * @param requires facts that an entry has to have to be taken, or null
 * @param args the template's values by the fact that they come from
 * @param withdrawn the range of versions that are gone on purpose, or null
 * @param maxLoss the share of releases that may be missing before the plan stops, or null for 10 %
 */
@RecordBuilder
public record FeedFile(
        List<SourceFile> sources,
        String type,
        String url,
        String file,
        @JsonProperty("package") String packageName,
        String tagPrefix,
        String checksums,
        String versions,
        Boolean preReleases,
        List<String> requires,
        Map<String, String> args,
        String withdrawn,
        String maxLoss) {

    /**
     * One of several places to take releases from. Its keys mean what they mean in a feed of a single one.
     *
     * @param type the format of its answer
     * @param url where it is, or null
     * @param file a file of the family's folder, or null
     * @param packageName the npm package, or null
     * @param tagPrefix what stands in front of the version in a tag's name, or null
     * @param checksums where each release's file of checksums is, relative to the address, or null
     * @param requires facts that an entry has to have to be taken, or null
     * @param args the template's values by the fact that they come from
     */
    public record SourceFile(
            String type,
            String url,
            String file,
            @JsonProperty("package") String packageName,
            String tagPrefix,
            String checksums,
            List<String> requires,
            Map<String, String> args) {}

    /** The feed as if this source were its only one. */
    public FeedFile of(SourceFile source) {
        return FeedFileBuilder.builder(this)
                .sources(null)
                .type(source.type)
                .url(source.url)
                .file(source.file)
                .packageName(source.packageName)
                .tagPrefix(source.tagPrefix)
                .checksums(source.checksums)
                .requires(source.requires)
                .args(source.args)
                .build();
    }

    /** The keys that go into each of the sources, as far as they are given here. */
    public List<String> keysOfOneSource() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("type", type);
        given.put("url", url);
        given.put("file", file);
        given.put("package", packageName);
        given.put("tagPrefix", tagPrefix);
        given.put("checksums", checksums);
        given.put("requires", requires);
        given.put("args", args);
        given.values().removeIf(Objects::isNull);
        return List.copyOf(given.keySet());
    }
}
