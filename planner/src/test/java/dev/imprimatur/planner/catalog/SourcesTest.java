package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.fixture.Catalogs;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedType;
import dev.imprimatur.planner.feed.FeedUnavailableException;
import dev.imprimatur.planner.feed.Feeds;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.Planner;
import dev.imprimatur.planner.stale.Fingerprint;
import dev.imprimatur.planner.stale.PublishedState;
import dev.imprimatur.planner.stale.StaleImages;
import dev.imprimatur.planner.stale.StaleReason;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A family of which several sources tell the releases. */
class SourcesTest {
    private static final String FAMILY = """
            aliases: [major, codename]
            feed:
              versions: ">=1"
              sources:
                - {type: list, file: site.txt, args: {url: url, sum: sha256}}
                - {type: list, file: other.txt, args: {hash: sha512}}
            """;
    private static final Digest BASE = new Digest("sha256:" + "b".repeat(64));

    @TempDir
    Path root;

    private final Map<String, FeedReading> answers = new HashMap<>();

    @BeforeEach
    void bothAnswer() {
        Catalogs.small(root, FAMILY);
        answers.put("app/site.txt", answer("1.0.0 url=u1 sha256=s1 codename=jod\n1.1.0 url=u2 sha256=s2 codename=jod"));
        answers.put("app/other.txt", answer("1.0.0 sha512=h1\n1.1.0 sha512=h2"));
    }

    @Test
    void eachReleaseComesFromTheFirstSourceThatTellsAllOfIt() {
        answers.put("app/site.txt", answer("1.0.0 url=u1 sha256=s1\n1.1.0 url=u2"));

        assertThat(told()).containsExactly("1.0.0 {sum=s1, url=u1}", "1.1.0 {hash=h2}");
        assertThat(notices()).containsExactly("app: release 1.1.0, comes from app/other.txt, not from app/site.txt");
    }

    @Test
    void aSourceThatIsDownIsReplacedByTheNextAndCodeNamesStay() {
        FeedReading known = answers.get("app/site.txt");
        answers.put("app/site.txt", new FeedReading(known.entries(), List.of("down since noon"), false));

        assertThat(told()).containsExactly("1.0.0 {hash=h1}", "1.1.0 {hash=h2}");
        assertThat(notices())
                .containsExactly(
                        "app: its feed (app/site.txt): down since noon",
                        "app: 2 releases, 1.0.0, 1.1.0, come from app/other.txt, not from app/site.txt");
        assertThat(plan().images().getFirst().aliases()).isEmpty();
        assertThat(plan().images().getLast().aliases().toString()).contains("app-trixie:jod");
    }

    @Test
    void whatNoOtherSourceHasOutlastsTheSourceThatTellsIt() {
        FeedReading known = answers.get("app/site.txt");
        answers.put("app/site.txt", new FeedReading(known.entries(), List.of(), false));
        answers.put("app/other.txt", answer("1.0.0 sha512=h1"));

        assertThat(told()).containsExactly("1.0.0 {hash=h1}", "1.1.0 {sum=s2, url=u2}");
    }

    @Test
    void statedReleasesAreTheLastSource() {
        Catalogs.small(root, FAMILY + "releases: [{version: 1.0.0, args: {stated: yes1}}, {version: 0.1.0}]\n");
        assertThat(told()).containsExactly("0.1.0 {}", "1.0.0 {stated=yes1, sum=s1, url=u1}", "1.1.0 {sum=s2, url=u2}");

        answers.clear();
        assertThat(told()).containsExactly("0.1.0 {}", "1.0.0 {stated=yes1}");
        assertThat(notices())
                .containsExactly(
                        "app: its feed, app/site.txt is down",
                        "app: its feed, app/other.txt is down",
                        "app: release 1.0.0, is taken as the catalogue states, not from app/site.txt");
        assertThat(family().releases())
                .extracting(Release::origin)
                .extracting(origin -> origin == null ? null : origin.source())
                .containsExactly(null, "as stated");
    }

    @Test
    void aSourceThatIsRefusedStopsThePlan() {
        Feeds refusing = (path, family, feed) -> {
            throw new FeedException("it lost most of its releases");
        };

        assertThatThrownBy(() -> CatalogReader.read(root, refusing))
                .hasMessage("app/family.yaml:9: feed: it lost most of its releases");
    }

    @Test
    void aSourceThatComesAndGoesMakesNothingStaleButAnotherDeclarationDoes() {
        Plan before = plan();
        FeedReading known = answers.get("app/site.txt");
        answers.put("app/site.txt", new FeedReading(known.entries(), List.of(), false));
        Plan during = plan();
        assertThat(during).as("or this test shows nothing").isNotEqualTo(before);
        assertThat(stale(during, before)).isEmpty();
        assertThat(stale(before, during)).isEmpty();

        Catalogs.small(root, FAMILY.replace("hash: sha512", "other: sha512"));
        assertThat(stale(plan(), before)).containsOnly("args-changed");
        Catalogs.small(root, FAMILY + "args: {own: changed}\n");
        assertThat(stale(plan(), before)).containsOnly("args-changed");
    }

    @Test
    void aValueThatTheCatalogueStatesInPlaceOfTheSourcesMakesStale() {
        Plan before = plan();

        Catalogs.small(root, FAMILY + "releases: [{version: 1.0.0, args: {url: other}}]\n");
        assertThat(stale(plan(), before)).containsOnly("args-changed");

        Catalogs.small(root, FAMILY + "releases: [{version: 1.0.0, args: {hash: stated}}]\n");
        Plan stated = plan();
        answers.put("app/site.txt", new FeedReading(answers.get("app/site.txt").entries(), List.of(), false));
        assertThat(stale(plan(), stated)).as("its source went").isEmpty();
    }

    @Test
    void aValueThatAnOverrideGivesInPlaceOfTheSourcesMakesStale() {
        Plan before = plan();

        Catalogs.small(root, FAMILY + "overrides: [{when: {versions: \"*\"}, args: {url: mirror}}]\n");

        assertThat(stale(plan(), before)).containsOnly("args-changed");
    }

    private static Set<String> stale(Plan now, Plan published) {
        Map<ImageKey, PublishedState.Image> images = published.images().stream()
                .collect(Collectors.toMap(
                        image -> image.image(),
                        image -> new PublishedState.Image(
                                BASE, Fingerprint.of(image, Map.of("base", BASE)), new HashSet<>(image.tags()))));
        return StaleImages.of(now, image -> true, new PublishedState(images), upstream -> Optional.of(BASE))
                .values()
                .stream()
                .flatMap(List::stream)
                .map(StaleReason::toString)
                .collect(Collectors.toSet());
    }

    private List<String> told() {
        return family().releases().stream()
                .map(release -> release.version() + " " + release.args())
                .toList();
    }

    private List<String> notices() {
        return family().notices().stream().map(Notice::toString).toList();
    }

    private Family family() {
        return CatalogReader.read(root, feeds()).families().getFirst();
    }

    private Plan plan() {
        return Planner.plan(CatalogReader.read(root, feeds()), Catalogs.DAY);
    }

    private Feeds feeds() {
        return (path, family, feed) -> Optional.ofNullable(
                        answers.get(feed.source().toString()))
                .orElseThrow(() -> new FeedUnavailableException(feed.source() + " is down"));
    }

    private static FeedReading answer(String list) {
        return new FeedReading(FeedType.LIST.read(List.of(list), null).entries(), List.of());
    }
}
