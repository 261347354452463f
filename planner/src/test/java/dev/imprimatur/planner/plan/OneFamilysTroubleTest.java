package dev.imprimatur.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.LeftOut;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedType;
import dev.imprimatur.planner.feed.FeedUnavailableException;
import dev.imprimatur.planner.feed.Feeds;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three families, of which one has a feed: what a stranger publishes stops that family and no other. */
class OneFamilysTroubleTest {
    private static final String UPSTREAM = "{image: \"debian:{variant}\"}";
    private static final String FEED = "feed: {type: list, file: releases.txt}\naliases: [major, major.minor]\n";

    @TempDir
    Path root;

    @BeforeEach
    void threeFamilies() {
        Catalogs.write(root, "catalog.yaml", """
                apiVersion: imprimatur.dev/v1
                kind: Catalog
                variants: [bookworm]
                families: [beta, alpha, gamma]
                """);
        family("alpha", UPSTREAM, "releases: [{version: 1.0.0}]\naliases: [major]\n");
        family("beta", UPSTREAM, FEED);
        family("gamma", UPSTREAM, "releases: [{version: 3.0.0}]\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4",
                "2024.01.0",
                "1.20\n1.20.0",
                "1.20\n1.20.1",
                "<html>",
                "",
                "1.0.0-rc.1",
                "1.0.0+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                        + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aReleaseThatCannotBePlannedStopsItsFamilyAlone(String told) {
        Plan plan = plan(telling(told), Standing.UNKNOWN);

        assertThat(images(plan)).containsExactly("alpha/1.0.0/bookworm", "gamma/3.0.0/bookworm");
        assertThat(plan.leftOut()).extracting(LeftOut::family).containsExactly("beta");
        assertThat(plan.notices())
                .anySatisfy(notice -> assertThat(notice.toString()).startsWith("beta: is LEFT OUT of the plan"));
        assertThat(plan.leftOut().getFirst().why()).contains("beta/family.yaml:");
    }

    @Test
    void aFeedThatMayNotBeUsedStopsItsFamilyAlone() {
        Plan plan = plan(
                (path, family, feed) -> {
                    throw new FeedException("the feed changed the checksum of 1.0.0");
                },
                Standing.UNKNOWN);

        assertThat(images(plan)).containsExactly("alpha/1.0.0/bookworm", "gamma/3.0.0/bookworm");
        assertThat(plan.leftOut().getFirst().why()).contains("the feed changed the checksum of 1.0.0");
    }

    @Test
    void aMistakeOfTheFileItselfStopsAll() {
        family("beta", UPSTREAM, FEED + "releases: [{version: 1.2.3.4}]\n");
        assertThatThrownBy(() -> plan(telling("1.0.0"), Standing.UNKNOWN)).hasMessageContaining("'1.2.3.4'");

        family("beta", UPSTREAM, FEED.replace("releases.txt", "../../x"));
        assertThatThrownBy(() -> plan(telling("1.0.0"), Standing.UNKNOWN)).isInstanceOf(CatalogException.class);

        family("beta", UPSTREAM, "releases: [{version: 1.20}, {version: 1.20.1}]\naliases: [major.minor]\n");
        assertThatThrownBy(() -> plan(telling("1.0.0"), Standing.UNKNOWN)).hasMessageContaining("is claimed by");
    }

    @Test
    void aTagThatAFeedTakesFromAnotherFamilyStaysThere() {
        family("beta", UPSTREAM, FEED + "repository: shared\n");
        family("gamma", UPSTREAM, "releases: [{version: 3.0.0}]\nrepository: shared\n");

        Plan plan = plan(telling("2.0.0\n3.0.0"), Standing.UNKNOWN);

        assertThat(images(plan)).containsExactly("alpha/1.0.0/bookworm", "gamma/3.0.0/bookworm");
        assertThat(plan.leftOut().getFirst().why()).contains("tag shared:3.0.0 is claimed by");
    }

    @Test
    void ofTwoFeedsTheOneYieldsThatDoesNotHaveTheTagYet() {
        family("beta", UPSTREAM, FEED + "repository: shared\n");
        family("gamma", UPSTREAM, FEED + "repository: shared\n");
        ImageKey holder = ImageKey.parse("gamma/1.0.0/bookworm");

        assertThat(plan(
                                telling("1.0.0"),
                                new Standing(true, List.of(), List.of(), Map.of(Tag.parse("shared:1.0.0"), holder)))
                        .leftOut())
                .extracting(LeftOut::family)
                .containsExactly("beta");
        assertThat(plan(telling("1.0.0"), Standing.UNKNOWN).leftOut())
                .extracting(LeftOut::family)
                .containsExactly("gamma");
    }

    @Test
    void whatStandsOnItIsBuiltOnWhatWasPublishedOfIt() {
        family("alpha", "{family: beta}", "releases: [{version: 1.0.0}]\n");
        List<ImageKey> published = List.of(
                ImageKey.parse("beta/1.9.0/bookworm"),
                ImageKey.parse("beta/1.10.0/bookworm"),
                ImageKey.parse("beta/2.0.0/trixie"));

        Plan plan = plan(telling("1.2.3.4"), new Standing(true, published, List.of(), Map.of()));

        assertThat(images(plan)).containsExactly("alpha/1.0.0/bookworm", "gamma/3.0.0/bookworm");
        assertThat(plan.images().getFirst().parents()).containsExactly(ImageKey.parse("beta/1.10.0/bookworm"));
    }

    @Test
    void whatStandsOnANamedVersionOfItIsBuiltOnThatAlsoIfTheMovingTagsAreAnothers() {
        ImageKey named = ImageKey.parse("beta/1.9.0/bookworm");
        ImageKey newest = ImageKey.parse("beta/1.10.0/bookworm");
        Standing standing = new Standing(true, List.of(named, newest), List.of(newest), Map.of());

        family("alpha", "{family: beta, version: 1.9.0}", "releases: [{version: 1.0.0}]\n");
        Plan plan = plan(telling("1.2.3.4"), standing);
        assertThat(plan.images().getFirst().parents()).containsExactly(named);

        family("alpha", "{family: beta}", "releases: [{version: 1.0.0}]\n");
        plan = plan(telling("1.2.3.4"), standing);
        assertThat(plan.images().getFirst().parents()).containsExactly(newest);
    }

    @Test
    void whatStandsOnItIsLeftOutWithItIfNothingWasPublished() {
        family("alpha", "{family: beta}", "releases: [{version: 1.0.0}]\n");
        family("gamma", "{family: alpha}", "releases: [{version: 3.0.0}]\n");
        Catalogs.write(root, "delta/Dockerfile", "FROM {base}\n");
        Catalogs.write(
                root,
                "catalog.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Catalog\nvariants: [bookworm]\nfamilies: [gamma, alpha, beta, delta]\n");
        family("delta", UPSTREAM, "releases: [{version: 4.0.0}]\n");

        Plan plan = plan(telling("1.2.3.4"), Standing.UNKNOWN);

        assertThat(images(plan)).containsExactly("delta/4.0.0/bookworm");
        assertThat(plan.leftOut()).extracting(LeftOut::family).containsExactly("beta", "alpha", "gamma");
        assertThat(plan.leftOut().getLast().why()).contains("the family is left out of the plan");
    }

    @Test
    void aBaseThatAFeedOrTheCalendarTakesAwayStopsWhatStandsOnItAlone() {
        family("alpha", "{family: beta, version: 1.0.0}", "releases: [{version: 1.0.0}]\n");
        family("beta", UPSTREAM, FEED + "keep: latest-patch\n");
        Plan plan = plan(telling("1.0.0\n1.0.1"), Standing.UNKNOWN);
        assertThat(images(plan)).containsExactly("beta/1.0.1/bookworm", "gamma/3.0.0/bookworm");
        assertThat(plan.leftOut()).extracting(LeftOut::family).containsExactly("alpha");

        family(
                "beta",
                UPSTREAM,
                "releases: [{version: 1.0.0}, {version: 2.0.0}]\n"
                        + "lines: {\"1\": {end: 2026-01-01}}\nendOfLife: {policy: retire}\n");
        plan = plan(Feeds.NONE, Standing.UNKNOWN);
        assertThat(images(plan)).containsExactly("beta/2.0.0/bookworm", "gamma/3.0.0/bookworm");
        assertThat(plan.leftOut()).extracting(LeftOut::family).containsExactly("alpha");
    }

    @Test
    void aCatalogueOfWhichNothingIsLeftIsRefused() {
        family("alpha", UPSTREAM, FEED);
        family("gamma", UPSTREAM, FEED);

        assertThatThrownBy(() -> plan(telling("1.20\n1.20.1"), Standing.UNKNOWN))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("beta/family.yaml")
                .hasMessageContaining("gamma/family.yaml");
    }

    @Test
    void aCatalogueThatLacksNothingButFeedsThatAreAwayIsWorthWaitingFor() {
        family("alpha", UPSTREAM, "feed: {sources: [{type: list, file: releases.txt}]}\n");
        family("gamma", UPSTREAM, FEED);

        assertThat(refused(away("alpha", "beta", "gamma")).away())
                .extracting(URI::getHost)
                .as("every family's, since one may be well again before the others")
                .containsExactlyInAnyOrder("alpha.example", "beta.example", "gamma.example");
        assertThat(refused(away("alpha", "beta")).away())
                .as("the feed of gamma says what cannot be planned")
                .isEmpty();
    }

    private CatalogException refused(Feeds feeds) {
        return catchThrowableOfType(CatalogException.class, () -> plan(feeds, Standing.UNKNOWN));
    }

    private static Feeds away(String... families) {
        return (path, family, feed) -> {
            if (List.of(families).contains(family)) {
                throw new FeedUnavailableException("no answer", URI.create("https://" + family + ".example/"));
            }
            throw new FeedException("it answers with status 404");
        };
    }

    private void family(String name, String from, String rest) {
        Catalogs.write(
                root,
                name + "/family.yaml",
                "apiVersion: imprimatur.dev/v1\nkind: Family\nname: %s\nfrom: {base: %s}\n%s"
                        .formatted(name, from, rest));
        Catalogs.write(root, name + "/Dockerfile", "FROM {base}\nRUN echo {version}\n");
    }

    private Plan plan(Feeds feeds, Standing standing) {
        return Planner.plan(CatalogReader.read(root, feeds), LocalDate.of(2026, 11, 1), standing);
    }

    private static List<String> images(Plan plan) {
        return plan.images().stream()
                .map(image -> image.image().toString())
                .sorted()
                .toList();
    }

    private static Feeds telling(String list) {
        return (path, family, feed) ->
                new FeedReading(FeedType.LIST.read(List.of(list), null).entries(), List.of());
    }
}
