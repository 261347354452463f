package dev.imprimatur.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.planner.feed.FeedException;
import dev.imprimatur.planner.feed.FeedReading;
import dev.imprimatur.planner.feed.FeedUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedFeedsTest extends FeedWithMemory {
    private static final FeedSettings IMPATIENT = FeedSettingsBuilder.builder(SETTINGS)
            .timeout(Duration.ofMillis(500))
            .build();

    @Test
    void aFeedThatGrowsIsFollowed() {
        assertThat(read().entries()).hasSize(20);
        server.on(PATH, 200, index(25));

        FeedReading reading = read();

        assertThat(reading.entries()).hasSize(25);
        assertThat(reading.notices()).isEmpty();
    }

    @Test
    void aFeedThatIsDownIsReplacedByItsLastGoodAnswer() {
        FeedReading good = read();
        server.close();

        FeedReading reading = read();

        assertThat(reading.entries()).isEqualTo(good.entries());
        assertThat(reading.notices())
                .containsExactly("does not answer rightly (nothing listens there, or its name is unknown); what"
                        + " no other source has stands on its answer of 2026-11-23T08:00:00Z");
        assertThat(read().notices())
                .as("the time stays that of the good answer")
                .isEqualTo(reading.notices());
    }

    @Test
    void aNextPageThatIsNoAddressIsTheFeedsOwnTrouble() {
        FeedReading good = read();
        server.on(PATH, exchange -> {
            exchange.getResponseHeaders().add("Link", "<http://[>; rel=\"next\"");
            FeedServer.send(exchange, 200, index(21));
        });

        FeedReading reading = read();

        assertThat(reading.entries()).isEqualTo(good.entries());
        assertThat(reading.notices()).singleElement().asString().contains("it leads on to what is no address");
    }

    @Test
    void aFeedThatNeverAnsweredStopsThePlan() {
        server.close();

        assertThatThrownBy(this::read)
                .isInstanceOf(FeedException.class)
                .hasMessage(server.url(PATH) + ": nothing listens there, or its name is unknown");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void aSiteThatCannotNowIsAway(int status) {
        server.on(PATH, status, "");
        assertThat(neverAnswered().away()).isEqualTo(URI.create(server.url(PATH)));
    }

    @Test
    void aSiteThatDoesNotAnswerIsAway() {
        URI site = URI.create(server.url(PATH));
        server.close();
        assertThat(neverAnswered().away()).isEqualTo(site);
    }

    /** The one that redirects is well. */
    @Test
    void ofASiteThatAnotherOneRedirectsToTheTargetIsAway() {
        server.on("/moved.json", 503, "");
        server.on(PATH, exchange -> {
            exchange.getResponseHeaders().add("Location", "/moved.json");
            FeedServer.send(exchange, 302, "");
        });

        assertThat(neverAnswered().away()).isEqualTo(URI.create(server.url("/moved.json")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSiteWhoseNameDoesNotResolveIsAway(boolean named) {
        feed = feed("node-index", "http://feed.invalid/index.json", null, null);
        FeedSettings settings =
                SETTINGS.withHosts(named ? FeedHosts.only(List.of("feed.invalid")) : FeedHosts.OTHER_MACHINES);

        assertThat(catchThrowableOfType(FeedUnavailableException.class, () -> read(settings, MONDAY))
                        .away())
                .isEqualTo(URI.create("http://feed.invalid/index.json"));
    }

    @Test
    void whatASiteAnswersForGoodIsNoOutage() {
        server.on(PATH, 404, "");
        assertThat(neverAnswered().away()).isNull();
        server.on(PATH, 200, "<html>");
        assertThat(neverAnswered().away()).isNull();
    }

    private FeedUnavailableException neverAnswered() {
        return catchThrowableOfType(FeedUnavailableException.class, this::read);
    }

    @Test
    void aSlowFeedIsGivenUp() {
        read();
        CountDownLatch ended = new CountDownLatch(1);
        server.on(PATH, exchange -> await(ended));

        assertThat(read(IMPATIENT, MONDAY).notices())
                .singleElement()
                .asString()
                .contains("no whole answer within 0.5s");
        ended.countDown();
    }

    @Test
    void aFeedThatStopsInTheMiddleIsGivenUp() {
        read();
        CountDownLatch ended = new CountDownLatch(1);
        server.on(PATH, exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('[');
            exchange.getResponseBody().flush();
            await(ended);
        });

        assertThat(read(IMPATIENT, MONDAY).notices())
                .singleElement()
                .asString()
                .contains("no whole answer within 0.5s");
        ended.countDown();
    }

    @Test
    void garbageIsReplacedByTheLastGoodAnswer() {
        read();
        server.on(PATH, 200, "<html>maintenance</html>");

        FeedReading reading = read();

        assertThat(reading.entries()).hasSize(20);
        assertThat(reading.notices()).singleElement().asString().contains("not JSON but HTML or XML");
    }

    @Test
    void aRefusalAndAnEndlessAnswerAreReplacedToo() {
        read();
        server.on(PATH, 404, "no");
        assertThat(read().notices()).singleElement().asString().contains("it answers with status 404");
        server.on(PATH, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                for (int i = 0; i < 100_000; i++) {
                    body.write(new byte[1000]);
                }
            } catch (IOException e) {
                exchange.close();
            }
        });
        assertThat(read().notices()).singleElement().asString().contains("the answer has more than 10000 bytes");
    }

    @Test
    void aFeedThatFailsForAMomentIsAskedAgain() {
        AtomicInteger left = new AtomicInteger(2);
        server.on(PATH, exchange -> {
            boolean fails = left.getAndDecrement() > 0;
            FeedServer.send(exchange, fails ? 503 : 200, fails ? "" : index(3));
        });

        assertThat(read().entries()).hasSize(3);
        assertThat(server.requests()).isEqualTo(3);
    }

    @Test
    void aFeedThatShrankStopsThePlanUntilTheCatalogueSaysThatItIsRight() throws IOException {
        read();
        server.on(PATH, 200, index(10));

        assertThatThrownBy(this::read)
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith(server.url(PATH) + ": the feed lost 10 of the 20 releases that it had on")
                .hasMessageContaining("name them in feed.withdrawn");
        assertThatThrownBy(this::read).as("it is no less wrong the second time").isInstanceOf(FeedException.class);

        feed = feed("node-index", server.url(PATH), null, "<1.10.0");
        FeedReading reading = read();
        assertThat(reading.entries()).hasSize(10);
        assertThat(reading.notices()).isEmpty();
    }

    @Test
    void aFreshAnswerIsNotAskedForAgain() {
        FeedSettings tenMinutes = SETTINGS.withFresh(Duration.ofMinutes(10));
        read(tenMinutes, MONDAY);
        server.on(PATH, 200, index(21));

        assertThat(read(tenMinutes, MONDAY.plusSeconds(599)).entries()).hasSize(20);
        assertThat(read(tenMinutes, MONDAY.plusSeconds(600)).entries()).hasSize(21);
        assertThat(server.requests()).isEqualTo(2);
    }

    /** A clock that was ahead for a moment does not keep a feed from being asked until then. */
    @Test
    void anAnswerOfATimeToComeIsNotFresh() {
        FeedSettings tenMinutes = SETTINGS.withFresh(Duration.ofMinutes(10));
        read(tenMinutes, MONDAY.plus(Duration.ofDays(400)));
        server.on(PATH, 200, index(21));

        assertThat(read(tenMinutes, MONDAY).entries()).hasSize(21);
        assertThat(read(tenMinutes, MONDAY).entries()).hasSize(21);
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void halfOfACharacterKeepsNoAnswerFromBeingRemembered() {
        server.on(PATH, 200, "[{\"version\":\"v1.0.0\",\"npm\":\"\\ud83d\"}]");
        assertThat(read().entries()).hasSize(1);

        feed = feed("github-releases", server.url(PATH), null, null);
        String cutWithin = "x".repeat(99) + "\uD83D\uDE00";
        server.on(PATH, 200, "[{\"tag_name\":\"1.0.0\"},{\"tag_name\":\"" + cutWithin + "\"}]");
        assertThat(read().entries()).hasSize(1);
        assertThat(read().notices()).singleElement().asString().startsWith("tags that are no versions");
    }

    @Test
    void allPagesAreOneAnswerAndNoneOfAnotherHostIsFollowed() {
        server.on("/releases", exchange -> {
            exchange.getResponseHeaders()
                    .add(
                            "Link",
                            "<" + server.url("/releases?page=1")
                                    + ">; rel=\"first\", </releases?page=2>; rel=\"next\"");
            FeedServer.send(exchange, 200, "[{\"tag_name\":\"v2.0.0\"}]");
        });
        server.on("/releases?page=2", 200, "[{\"tag_name\":\"v1.0.0\"}]");
        feed = feed("github-releases", server.url("/releases"), null, null);
        assertThat(read().entries()).hasSize(2);

        server.on("/releases", exchange -> {
            exchange.getResponseHeaders().add("Link", "<http://example.org/2>; rel=\"next\"");
            FeedServer.send(exchange, 200, "[]");
        });
        assertThat(read().notices()).singleElement().asString().contains("next page is on another host, example.org");
    }

    @Test
    void aFileOfTheCatalogueIsReadEveryTimeAndHasToBeRight() throws IOException {
        Path file = folder.resolve("app/versions.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "1.0.0\n");
        feed = feed("list", null, "versions.txt", null);
        FeedSettings settings = SETTINGS.withFresh(Duration.ofDays(1));
        read(settings, MONDAY);
        Files.writeString(file, "1.0.0\n1.1.0\n");
        assertThat(read(settings, MONDAY).entries()).hasSize(2);

        Files.writeString(file, "oops\n");
        assertThatThrownBy(() -> read(settings, MONDAY))
                .hasMessage("app/versions.txt: line 1: 'oops' is not a version," + " expected for example 22.23.3");
        Files.writeString(file, "1.0.0\n".repeat(2000));
        assertThatThrownBy(() -> read(settings, MONDAY))
                .hasMessageContaining("app/versions.txt: the file has more than 10000 bytes");
        Files.delete(file);
        assertThatThrownBy(() -> read(settings, MONDAY))
                .hasMessageContaining("app/versions.txt: the file cannot be read");
    }

    @Test
    void aDamagedMemoryIsNamed() throws IOException {
        read();
        try (var files = Files.list(folder.resolve("memory"))) {
            Files.writeString(
                    files.filter(file -> file.toString().endsWith(".json"))
                            .findFirst()
                            .orElseThrow(),
                    "{");
        }

        assertThatThrownBy(this::read)
                .hasMessageContaining(
                        "what is remembered of it in " + folder.resolve("memory") + " is damaged: not JSON")
                .hasMessageContaining("remove it there to start again");
    }

    @Test
    void twoCataloguesHaveTwoMemories() {
        FeedFolder one = FeedFolder.of(folder, Path.of("a/catalog"));
        assertThat(one.remember("../app", "feed", Optional.empty(), "x")).isTrue();
        assertThat(one.remember("../app", "feed", Optional.empty(), "y"))
                .as("in place of what was not recalled")
                .isFalse();

        assertThat(one.recall("../app", "feed")).contains("x");
        assertThat(one.recall("../app", "other")).isEmpty();
        assertThat(FeedFolder.of(folder, Path.of("b/catalog")).recall("../app", "feed"))
                .isEmpty();
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
