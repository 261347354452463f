package dev.imprimatur.planner.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.AliasRule;
import dev.imprimatur.planner.catalog.Family;
import dev.imprimatur.planner.catalog.Line;
import dev.imprimatur.planner.catalog.Lines;
import dev.imprimatur.planner.catalog.Release;
import dev.imprimatur.planner.catalog.Source;
import dev.imprimatur.planner.catalog.TagStyle;
import dev.imprimatur.planner.version.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds of the moving tags of any releases, in any order, in any style. */
class TagPropertiesTest {
    private static final List<String> VARIANTS = List.of("bookworm", "trixie", "alpine");
    private static final String DEFAULT = "bookworm";

    @Property
    void everyMovingTagHasExactlyOneOwner(@ForAll("releases") List<Release> releases, @ForAll TagStyle style) {
        TagPlan plan = plan(releases, style);

        Set<Tag> seen = new HashSet<>();
        plan.pinned()
                .values()
                .forEach(tags -> tags.forEach(tag -> assertThat(seen.add(tag)).isTrue()));
        plan.moving()
                .values()
                .forEach(tags -> tags.forEach(tag -> assertThat(seen.add(tag)).isTrue()));
        assertThat(plan.collisions()).isEmpty();
    }

    @Property
    void theOwnerIsTheHighestReleaseOfItsRange(@ForAll("releases") List<Release> releases, @ForAll TagStyle style) {
        Map<Tag, ImageKey> owners = owners(plan(releases, style));

        for (String variant : VARIANTS) {
            ranges(releases).forEach((name, range) -> {
                Tag tag = style == TagStyle.SUFFIX
                        ? new Repository("app").tag(name.equals("latest") ? variant : name + "-" + variant)
                        : new Repository("app-" + variant).tag(name);
                String highest = releases.stream()
                        .filter(release -> release.variants().contains(variant))
                        .filter(release -> !release.version().preRelease())
                        .filter(range)
                        .max(Comparator.comparing(Release::version))
                        .map(release -> release.version().text())
                        .orElse(null);
                ImageKey owner = owners.get(tag);
                assertThat(owner == null ? null : owner.version()).as("%s", tag).isEqualTo(highest);
                assertThat(owner == null ? variant : owner.variant()).isEqualTo(variant);
            });
        }
    }

    @Property
    void addingAReleaseNeverMovesATagBackward(
            @ForAll("releases") List<Release> releases, @ForAll("release") Release more, @ForAll TagStyle style) {
        List<Release> grown = new ArrayList<>(releases);
        if (releases.stream().noneMatch(each -> each.version().compareTo(more.version()) == 0)) {
            grown.add(more);
        }
        Map<Tag, ImageKey> before = owners(plan(releases, style));
        Map<Tag, ImageKey> after = owners(plan(grown, style));

        before.forEach((tag, owner) -> {
            assertThat(after).as("no tag vanishes").containsKey(tag);
            assertThat(Version.parse(after.get(tag).version()))
                    .as("%s", tag)
                    .isGreaterThanOrEqualTo(Version.parse(owner.version()));
            assertThat(after.get(tag).variant()).isEqualTo(owner.variant());
        });
    }

    @Property
    void theOrderOfReleasesDoesNotMatter(
            @ForAll("releases") List<Release> releases, @ForAll TagStyle style, @ForAll Random random) {
        List<Release> shuffled = new ArrayList<>(releases);
        Collections.shuffle(shuffled, random);

        assertThat(owners(plan(shuffled, style))).isEqualTo(owners(plan(releases, style)));
    }

    @Property
    void preReleasesHaveNothingButTheirPinnedTag(@ForAll("releases") List<Release> releases, @ForAll TagStyle style) {
        plan(releases, style)
                .moving()
                .keySet()
                .forEach(image ->
                        assertThat(Version.parse(image.version()).preRelease()).isFalse());
    }

    /** The ranges that the rules are about, computed without them. */
    private static Map<String, Predicate<Release>> ranges(List<Release> releases) {
        Map<String, Predicate<Release>> ranges = new HashMap<>();
        ranges.put("latest", release -> true);
        ranges.put("current", release -> true);
        ranges.put("lts", release -> release.line().codename() != null);
        for (Release each : releases) {
            String[] numbers = each.version().text().split("[.-]");
            if (!numbers[0].equals("0")) {
                ranges.put(numbers[0], release -> release.version().text().startsWith(numbers[0] + "."));
            }
            String minor = numbers[0] + "." + numbers[1];
            ranges.put(minor, release -> release.version().text().startsWith(minor + "."));
            if (each.line().codename() != null) {
                ranges.put(
                        each.line().codename().toLowerCase(Locale.ROOT),
                        release -> release.line().equals(each.line()));
            }
        }
        return ranges;
    }

    private static Map<Tag, ImageKey> owners(TagPlan plan) {
        Map<Tag, ImageKey> owners = new TreeMap<>();
        plan.moving().forEach((image, tags) -> tags.forEach(tag -> owners.put(tag, image)));
        return owners;
    }

    private static TagPlan plan(List<Release> releases, TagStyle style) {
        Family family = new Family(
                "app",
                Source.named("app/family.yaml"),
                null,
                List.of(),
                style == TagStyle.SUFFIX ? "app" : "app-{variant}",
                style == TagStyle.SUFFIX ? null : new Repository("app"),
                style,
                Map.of(),
                null,
                null,
                List.of(),
                List.of(
                        AliasRule.MAJOR,
                        AliasRule.MINOR,
                        AliasRule.CODENAME,
                        AliasRule.LTS,
                        AliasRule.CURRENT,
                        AliasRule.LATEST),
                new Lines(Map.of(), null, ""),
                releases,
                false,
                List.of());
        TagPlan plan = new TagPlan(Catalogs.DAY);
        for (Release release : releases) {
            for (String variant : release.variants()) {
                plan.enter(
                        new ImageKey("app", release.version().text(), variant),
                        family,
                        release,
                        variant.equals(DEFAULT));
            }
        }
        return plan;
    }

    @Provide
    Arbitrary<List<Release>> releases() {
        return release().list().ofMaxSize(30).uniqueElements(Release::version);
    }

    @Provide
    Arbitrary<Release> release() {
        Arbitrary<Integer> major = Arbitraries.integers().between(0, 12);
        Arbitrary<Integer> number = Arbitraries.of(0, 1, 2, 9, 10, 11, 15, 100);
        Arbitrary<String> pre = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just("")), Tuple.of(1, Arbitraries.of("-rc.1", "-alpha", "-rc.10")));
        Arbitrary<List<String>> on =
                Arbitraries.of(VARIANTS).list().uniqueElements().ofMinSize(1);
        return Combinators.combine(major, number, number, pre, on)
                .as((a, b, c, suffix, variants) -> new Release(
                        Version.parse(a + "." + b + "." + c + suffix),
                        new Line(String.valueOf(a), a % 2 == 0 && a > 2 ? "Name" + a : null, null, null, null, ""),
                        variants,
                        Map.of(),
                        null,
                        List.of()));
    }
}
