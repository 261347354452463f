package dev.imprimatur.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.planner.catalog.CatalogReader;
import dev.imprimatur.planner.catalog.Notice;
import dev.imprimatur.planner.feed.Checksums;
import dev.imprimatur.planner.feed.Feed;
import dev.imprimatur.planner.feed.FeedCheck;
import dev.imprimatur.planner.feed.FeedEntry;
import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedFile;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.plan.Plan;
import dev.imprimatur.planner.plan.PlannedImage;
import dev.imprimatur.planner.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Node.js that ships, planned against a mirror of the download site. */
class DownloadSiteTest {
    private static final Path SHIPPED =
            Path.of(System.getProperty("imprimatur.root", "..")).resolve("catalog");
    private static final Set<String> VERSIONS = Set.of("22.23.2", "22.23.3", "24.18.0", "24.18.1", "26.8.1", "26.8.2");
    private static final FeedSettings SETTINGS = new FeedSettings(
            Duration.ofSeconds(30),
            3,
            Duration.ofMillis(1),
            Duration.ZERO,
            100_000,
            "npm",
            Mirrors.NONE,
            FeedHosts.only(List.of("localhost")));

    @TempDir
    Path folder;

    private FeedServer site;
    private String address;

    @BeforeEach
    void start() throws IOException {
        site = new FeedServer();
        address = site.url("/mirror");
        site.on(
                "/mirror/index.json",
                200,
                index("22.23.2", "22.23.3", "24.18.0", "24.18.1", "26.8.1", "26.8.2", "20.1.0"));
        VERSIONS.forEach(version -> site.on("/mirror/v" + version + "/SHASUMS256.txt", 200, sums(version)));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void theSiteGivesEachReleaseItsAddressAndChecksum() {
        Plan plan = plan();

        assertThat(args(plan).get("22.23.3"))
                .containsEntry("nodeUrl", address + "/v22.23.3/node-v22.23.3-linux-x64.tar.xz")
                .containsEntry("nodeSha256", sum("22.23.3"));
        assertThat(sources(plan)).containsExactly(address + "/index.json");
        assertThat(plan.notices()).extracting(Notice::message).noneMatch(notice -> notice.contains("feed"));
    }

    @Test
    void checksumsAreFetchedOnceAndOnlyForReleasesThatAreTaken() {
        plan();
        assertThat(site.requests()).as("the index, and six releases").isEqualTo(7);

        plan();

        assertThat(site.requests()).as("the index").isEqualTo(8);
    }

    @Test
    void aSiteThatIsDownLeavesWhatTheCatalogueStates() {
        plan();
        site.close();

        Plan plan = plan();

        assertThat(args(plan).get("22.23.3")).doesNotContainKey("nodeUrl").containsKey("nodeSha512");
        assertThat(sources(plan)).containsExactly("as stated");
        assertThat(plan.notices())
                .extracting(Notice::message)
                .anyMatch(notice -> notice.startsWith("its feed (" + address + "/index.json): does not answer rightly"))
                .anyMatch(notice ->
                        notice.startsWith("6 releases, 22.23.2, ") && notice.contains("as the catalogue states"));
    }

    @Test
    void aReleaseWhoseChecksumsAreMissingOrMalformedIsTakenAsStated() {
        site.on("/mirror/v22.23.3/SHASUMS256.txt", 404, "no");
        site.on("/mirror/v24.18.1/SHASUMS256.txt", 200, "<html>");

        Plan plan = plan();

        assertThat(args(plan).get("22.23.3")).doesNotContainKey("nodeUrl");
        assertThat(args(plan).get("24.18.1")).doesNotContainKey("nodeUrl");
        assertThat(args(plan).get("22.23.2")).containsKey("nodeUrl");
        assertThat(sources(plan)).containsExactlyInAnyOrder(address + "/index.json", "as stated");
        assertThat(plan.notices())
                .extracting(Notice::message)
                .anyMatch(notice -> notice.contains("the checksums of 2 releases cannot be had, of 22.23.3 from "
                        + address + "/v22.23.3/SHASUMS256.txt: it answers with status 404"));

        site.on("/mirror/v22.23.3/SHASUMS256.txt", 200, sums("22.23.3"));
        assertThat(args(plan()).get("22.23.3")).as("it is asked again").containsKey("nodeUrl");
    }

    /** Another file of a release is asked for, so its file of checksums is fetched again. */
    @Test
    void aChecksumThatWasFetchedBeforeMayNotBeAnotherOne() {
        String first = sums("22.23.3");
        site.on("/mirror/index.json", 200, index("22.23.3"));
        checksums("node-v{version}-linux-x64.tar.xz");
        site.on("/mirror/v22.23.3/SHASUMS256.txt", 200, first.replace(sum("22.23.3"), "1".repeat(64)));

        assertThatThrownBy(() -> checksums("node-v{version}-headers.tar.gz"))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith(address + "/index.json: the feed changed the checksum of 22.23.3");

        site.on("/mirror/v22.23.3/SHASUMS256.txt", 200, first);
        assertThat(checksums("node-v{version}-headers.tar.gz").facts())
                .containsEntry("sha256:node-v22.23.3-headers.tar.gz", "0".repeat(64))
                .containsEntry("sha256:node-v22.23.3-linux-x64.tar.xz", sum("22.23.3"));
    }

    /** A plan has fetched another checksum, and another plan notes the first one before it does. */
    @Test
    void aChecksumThatAnotherPlanNotedMeanwhileStays() {
        String path = "/mirror/v22.23.3/SHASUMS256.txt";
        site.on("/mirror/index.json", 200, index("22.23.3"));
        site.on(path, 200, sums("22.23.3").replace(sum("22.23.3"), "1".repeat(64)));
        FeedFolder memory = new FeedFolder(folder);
        AtomicBoolean others = new AtomicBoolean();
        FeedMemory slow = new FeedMemory() {
            @Override
            public Optional<String> recall(String family, String feed) {
                return memory.recall(family, feed);
            }

            @Override
            public boolean remember(String family, String feed, Optional<String> recalled, String answer) {
                if (feed.contains("SHASUMS256") && others.compareAndSet(false, true)) {
                    site.on(path, 200, sums("22.23.3"));
                    checksums("node-v{version}-linux-x64.tar.xz");
                    checksums("node-v{version}-headers.tar.gz");
                }
                return memory.remember(family, feed, recalled, answer);
            }
        };

        assertThatThrownBy(() -> reading(slow, SETTINGS, "node-v{version}-linux-x64.tar.xz"))
                .hasMessageContaining("the feed changed the checksum of 22.23.3");
        assertThat(checksums("node-v{version}-linux-x64.tar.xz").facts())
                .containsEntry("sha256:node-v22.23.3-headers.tar.gz", "0".repeat(64))
                .containsEntry("sha256:node-v22.23.3-linux-x64.tar.xz", sum("22.23.3"));
    }

    /** Without a common limit they take 12.5 s. */
    @Test
    void allFilesOfChecksumsHaveOneTimeLimitAndTheRestIsLeftToTheNextPlan() {
        List<String> versions =
                IntStream.range(0, 100).mapToObj(i -> "1." + i + ".0").toList();
        CountDownLatch fast = new CountDownLatch(1);
        site.on("/mirror/index.json", 200, index(versions.toArray(String[]::new)));
        versions.forEach(version -> site.on("/mirror/v" + version + "/SHASUMS256.txt", exchange -> {
            within(Duration.ofMillis(500), fast);
            FeedServer.send(exchange, 200, sums(version));
        }));
        FeedSettings second = FeedSettingsBuilder.builder(SETTINGS)
                .timeout(Duration.ofSeconds(1))
                .build();
        long begun = System.nanoTime();

        FeedReading first = reading(second, "node-v{version}-linux-x64.tar.xz");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
        assertThat(withSums(first)).isBetween(1L, 99L);
        assertThat(first.notices())
                .singleElement()
                .asString()
                .startsWith("the checksums of " + (100 - withSums(first)) + " releases cannot be had");
        fast.countDown();
        int asked = site.requests();
        assertThat(withSums(reading(SETTINGS, "node-v{version}-linux-x64.tar.xz")))
                .isEqualTo(100);
        assertThat(site.requests() - asked).as("the index, and the rest").isEqualTo(101 - withSums(first));
    }

    private static long withSums(FeedReading reading) {
        return reading.entries().stream()
                .filter(entry -> entry.facts().keySet().stream().anyMatch(fact -> fact.startsWith(Feed.SHA256)))
                .count();
    }

    private static void within(Duration limit, CountDownLatch ended) {
        try {
            ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FeedEntry checksums(String file) {
        return reading(SETTINGS, file).entries().getFirst();
    }

    private FeedReading reading(FeedSettings settings, String file) {
        return reading(new FeedFolder(folder), settings, file);
    }

    private FeedReading reading(FeedMemory memory, FeedSettings settings, String file) {
        FeedFile stated = new FeedFile(
                null,
                "node-index",
                address + "/index.json",
                null,
                null,
                null,
                "v{version}/SHASUMS256.txt",
                null,
                null,
                List.of(),
                Map.of("sum", "sha256:" + file),
                null,
                null);
        Feed feed = FeedCheck.check("app", stated, (key, mistake) -> {
                    throw new AssertionError(mistake);
                })
                .orElseThrow();
        RememberedFeeds feeds = new RememberedFeeds(memory, settings, Clock.systemUTC());
        return feeds.withChecksums("app", feed, feeds.read(folder, "app", feed), version -> true);
    }

    @Test
    void aSiteThatIsSwitchedOffIsNotAsked() {
        Plan plan = plan(Mirrors.parse(List.of("https://nodejs.org/dist=off")));

        assertThat(sources(plan)).containsExactly("as stated");
        assertThat(plan.notices())
                .extracting(Notice::message)
                .contains("its feed, https://nodejs.org/dist/index.json: it is switched off here, and not asked");
    }

    @Test
    void aMirrorHasAForm() {
        for (String wrong :
                List.of("x", "https://a.example", "https://a.example=ftp://b", "=off", "https://a.example=")) {
            assertThatThrownBy(() -> Mirrors.parse(List.of(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("'" + wrong + "': expected ADDRESS=MIRROR or ADDRESS=off");
        }
        assertThatThrownBy(() -> Checksums.parse("abc  file"))
                .isInstanceOf(FeedException.class)
                .hasMessage("line 1: expected a SHA-256 and a file's name, found 'abc  file'");
    }

    private Plan plan() {
        return plan(Mirrors.parse(List.of("https://nodejs.org/dist/=" + address)));
    }

    private Plan plan(Mirrors mirrors) {
        RememberedFeeds feeds =
                new RememberedFeeds(new FeedFolder(folder), SETTINGS.withMirrors(mirrors), Clock.systemUTC());
        return Planner.plan(CatalogReader.read(SHIPPED, feeds), LocalDate.of(2026, 11, 1));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, String>> args(Plan plan) {
        return plan.images().stream()
                .filter(image -> image.image().family().equals("node"))
                .collect(Collectors.toMap(
                        image -> image.image().version(),
                        image -> (Map<String, String>) image.values().get("args"),
                        (a, b) -> a));
    }

    private static Set<String> sources(Plan plan) {
        return plan.images().stream()
                .filter(image -> image.origin() != null)
                .map(PlannedImage::origin)
                .map(origin -> origin.source())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String index(String... versions) {
        return List.of(versions).stream()
                .map("{\"version\":\"v%s\",\"lts\":false,\"files\":[\"linux-x64\"]}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String sums(String version) {
        return "0".repeat(64) + "  node-v" + version + "-headers.tar.gz\n" + sum(version) + "  node-v" + version
                + "-linux-x64.tar.xz\n";
    }

    private static String sum(String version) {
        return "%64s".formatted(version.replace(".", "")).replace(' ', '0');
    }
}
