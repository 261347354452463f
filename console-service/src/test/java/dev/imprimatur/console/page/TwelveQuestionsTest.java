package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators ask, each answered from the fleet by links that are there, two at most, as docs/console.md says. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class TwelveQuestionsTest {
    private static final String IMAGE = "/images/asked/22.23.3/bookworm";
    private static final String FAILED = "/images/asked/24.18.1/trixie";
    private static final String DIGEST = "sha256:" + "2".repeat(64);
    private static final String ATTEMPTS = "(?s)\"attempts\": \\[.*?\\n  \\]";
    private static final Pattern LINK = Pattern.compile("<a ([^>]*)>(.*?)</a>", Pattern.DOTALL);
    private static final Pattern HREF = Pattern.compile("href=\"([^\"]*)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([a-z][^|]*\\?) \\| (?:[^|]*; )?(\\d): [^|]*\\|$");

    /** The reader of a page, who goes on by links alone. */
    private static final class Walk {
        private final String page;
        private final int clicks;

        private Walk(String page, int clicks) {
            this.page = page;
            this.clicks = clicks;
        }

        /** Follows the link to this address, or with this text. */
        private Walk click(String link) {
            List<String> links = new ArrayList<>();
            Matcher found = LINK.matcher(page);
            while (found.find()) {
                Matcher href = HREF.matcher(found.group(1));
                if (!href.find()) {
                    continue;
                }
                String address = href.group(1).replace("&amp;", "&");
                String text = found.group(2).replaceAll("<[^>]*>", "").strip();
                if (address.equals(link) || text.contains(link)) {
                    return new Walk(page(address.replaceFirst("#.*", "")), clicks + 1);
                }
                links.add(text + " -> " + address);
            }
            throw new AssertionError("no link " + link + " among " + links);
        }

        /** After how many clicks it is answered. */
        private int answers(String... words) {
            assertThat(page).contains(words);
            return clicks;
        }
    }

    /** How a question is answered, and after how many clicks at most. */
    private interface Way {
        int clicks(Walk fleet);
    }

    private static final Map<String, Way> WAYS = Map.ofEntries(
            Map.entry(
                    "why is it red?",
                    fleet -> Math.max(
                            fleet.answers(
                                    FAILED + "\">asked/24.18.1/trixie</a> fails in test",
                                    "test &#39;hello&#39; failed"),
                            fleet.click(FAILED).answers("Cannot find module"))),
            Map.entry(
                    "why does it wait?",
                    fleet -> Math.max(
                            fleet.click("to be built").answers("all 2 builders are busy with 4"),
                            fleet.click("to be built")
                                    .click("The whole queue, in its order")
                                    .answers("all 2 builders are busy with 4"))),
            Map.entry("who started it?", fleet -> fleet.click("to be built").answers("weekly rebuild", "<b>cron</b>")),
            Map.entry(
                    "which builder is sick?",
                    fleet -> fleet.click("Activity")
                            .click("Workers")
                            .answers("asked-sickly", "often fails for transient reasons")),
            Map.entry(
                    "what changed?",
                    fleet -> fleet.click(IMAGE).answers("Why it is another one than before", "base-changed")),
            Map.entry(
                    "since when?",
                    fleet -> Math.max(
                            fleet.answers("newly, since <time"),
                            fleet.click(IMAGE).answers("what it was published as"))),
            Map.entry(
                    "what is affected?",
                    fleet -> fleet.answers("Holds back <a href=\"/images/askedchild/1.0/trixie\">")),
            Map.entry(
                    "how to undo it?",
                    fleet -> fleet.click(IMAGE)
                            .answers("Roll back…", "./imprimatur rollback asked/22.23.3/bookworm --to r1")),
            Map.entry(
                    "what will be rebuilt?",
                    fleet -> fleet.click("Start a rebuild…")
                            .answers("1 image, about 1 min 30 s", "asked/22.23.3/bookworm</a>")),
            Map.entry(
                    "is it safe to pull?",
                    fleet -> Math.max(
                            fleet.click(IMAGE).answers("Safe to pull. Its tags name 222222222222"),
                            new Walk(page("/find?q=asked:jod"), 1).answers("Safe to pull."))),
            Map.entry("what was flaky?", fleet -> fleet.click("Activity").answers("registry-unreachable in build")),
            Map.entry(
                    "what is out of support?",
                    fleet -> fleet.click("support ends").answers(IMAGE, "support ends ")));

    @BeforeEach
    void happened() {
        Others.say("/api/drift", "[]");
        Others.say("/api/blocks", "[]");
        Others.say("/api/tests", "[]");
        Others.say("/api/builds", "[]");
        Others.say("/api/plan", """
                {"revision": "one", "estimatedSeconds": 90, "tags": [],
                 "images": [{"image": "asked/22.23.3/bookworm", "why": [{"kind": "base-changed"}], "tags": []}]}""");
        Others.say("/api/queue/own/build", """
                {"waiting": 1, "running": 4, "workers": 2, "work": [{"kind": "build", "rebuildId": "asked-waits",
                 "image": "askedwaits/22.23.3/bookworm", "priority": "manual", "ahead": 0, "due": "2026-11-24T03:00:00Z",
                 "delayed": false, "failures": 0, "attempts": 4}]}""");
        if (page("/fleet?q=askedwaits").contains("to be built")) {
            return;
        }
        published("asked-1", "1", 1);
        published("asked-2", "2", 2);
        Wire.send(
                Topic.REBUILD_COMPLETED,
                Wire.fixture(RebuildCompleted.class, "asked-fails")
                        .replace("node", "asked")
                        .replace("asked/22.23.3/bookworm", "askeddone/22.23.3/bookworm")
                        .replace("localhost:5000/asked", "localhost:5000/askeddone")
                        .replace("2026-11-24T03:05:00Z", Instant.now().toString())
                        .replace(
                                "\"failed\": [",
                                "\"failed\": [{\"image\":\"askedchild/1.0/trixie\",\"stage\":\"base\",\"failure\":{\"kind\":"
                                        + "\"base-failed\",\"retryable\":false,\"message\":\"its base asked/24.18.1/trixie"
                                        + " failed at test: no\"}},"));
        Wire.awaitEvents("asked-fails", 1);
        Wire.send(
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, "asked-sick")
                        .replace("node", "askedsick")
                        .replaceFirst(ATTEMPTS, attempts()));
        Wire.awaitEvents("asked-sick", 1);
        told("asked-waits", "askedwaits", List.of(RebuildRequested.class, RenderCompleted.class));
    }

    static Stream<Arguments> questions() throws IOException {
        return ofTheDocument().entrySet().stream().map(row -> Arguments.of(row.getKey(), row.getValue()));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void isAnsweredAfterAsManyClicksAsTheDocumentSays(String question, int clicks) {
        // What other services do is asked for beside the page, and again after a few seconds.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(WAYS.get(question).clicks(new Walk(page("/fleet?q=asked"), 0)))
                        .isEqualTo(clicks)
                        .isLessThanOrEqualTo(2));
    }

    @Test
    void areThoseOfTheDocument() throws IOException {
        assertThat(ofTheDocument()).hasSize(12).containsOnlyKeys(WAYS.keySet());
    }

    /** Each question with the number of clicks of its longest way. */
    private static Map<String, Integer> ofTheDocument() throws IOException {
        String text = Files.readString(Path.of("../docs/console.md"));
        return ROW.matcher(text.substring(text.indexOf("## Twelve questions")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> Integer.parseInt(row.group(2)), (a, b) -> a));
    }

    private static void published(String rebuild, String digit, int revision) {
        String endOfLife = LocalDate.now(ZoneOffset.UTC).plusDays(30).toString();
        List<Class<? extends Event>> story = List.of(
                RebuildRequested.class,
                RenderCompleted.class,
                BuildCompleted.class,
                TestCompleted.class,
                PublishCompleted.class);
        for (int i = 0; i < story.size(); i++) {
            Class<? extends Event> type = story.get(i);
            Wire.send(
                    Topic.of(type),
                    Wire.fixture(type, rebuild)
                            .replace("node", "asked")
                            .replace(DIGEST, "sha256:" + digit.repeat(64))
                            .replace("2027-04-30", endOfLife)
                            .replaceFirst("\"revision\" *: *2", "\"revision\": " + revision)
                            .replaceFirst("(\"occurredAt\" *: *\")\\d{4}", "$1" + (2024 + revision))
                            .replace(
                                    "2026-11-24T03:00:12Z",
                                    Instant.now().minusSeconds(60).toString())
                            .replace("2026-11-24T03:00:25Z", Instant.now().toString()));
            Wire.awaitEvents(rebuild, i + 1);
        }
    }

    private static void told(String rebuild, String family, List<Class<? extends Event>> types) {
        for (int i = 0; i < types.size(); i++) {
            Wire.send(
                    Topic.of(types.get(i)), Wire.fixture(types.get(i), rebuild).replace("node", family));
            Wire.awaitEvents(rebuild, i + 1);
        }
    }

    /** Three that failed for a transient reason, and one that passed. */
    private static String attempts() {
        return IntStream.range(0, 4)
                .mapToObj(
                        i -> """
                        {"number": %d, "startedAt": "%s", "durationMillis": 5000, "worker": "asked-sickly"%s}""".formatted(
                                        i + 1,
                                        Instant.now().minusSeconds(600 - i * 10L),
                                        i == 3
                                                ? ""
                                                : ", \"failure\": {\"kind\": \"engine-gone\", \"retryable\": true, \"message\": \"gone\"}"))
                .collect(Collectors.joining(", ", "\"attempts\": [", "]"));
    }
}
