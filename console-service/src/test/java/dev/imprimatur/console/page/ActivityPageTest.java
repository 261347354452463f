package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class ActivityPageTest {

    @Test
    void eachKindOfThingHasALineWithItsWorstCase() {
        Wire.send(
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, "flaky")
                        .replace("node", "flaky")
                        .replace(
                                "2026-11-24T03:00:12Z",
                                Instant.now().minusSeconds(60).toString())
                        .replace("2026-11-24T03:00:25Z", Instant.now().toString()));
        Wire.awaitEvents("flaky", 1);
        Others.say("/api/drift", "[]");
        Others.say("/api/blocks", "[]");
        Others.say(
                "/api/refusals", "[{\"image\":\"odd/1/x\",\"kind\":\"signer-unknown\",\"message\":\"<b>no key</b>\"}]");
        Others.say(
                "/api/mirrors",
                "[{\"registry\":\"far.example\",\"waiting\":3,\"failure\":{\"message\":\"it is away\"}}]");

        await().untilAsserted(() -> assertThat(page("/activity"))
                .contains("registry-unreachable in build")
                .contains("far.example lacks 3 publications. it is away")
                .contains("as signer-unknown: &lt;b&gt;no key")
                .contains("./imprimatur flakes")
                .doesNotContain("<b>no key"));
    }

    @Test
    void aRollbackNeedsNoReason() {
        Wire.send(
                Topic.ROLLBACK_REQUESTED,
                Wire.fixture(RollbackRequested.class, "unreasoned")
                        .replaceFirst("\"reason\": \"[^\"]*\",", "")
                        .replaceFirst(
                                "\"occurredAt\": \"[^\"]*\"",
                                "\"occurredAt\": \"" + Instant.now().plusSeconds(60) + "\""));
        Wire.awaitEvents("unreasoned", 1);

        assertThat(page("/activity"))
                .contains("The last one, unreasoned of node:22, requested, now.")
                .doesNotContain("null");
    }

    @Test
    void eachTroubleIsOnItsPageWithItsReasonAndWhatHelps() {
        Wire.tell("drifted", List.of(RebuildRequested.class, PublishCompleted.class));
        Others.say("/api/drift", """
                [{"reference": "localhost:5000/node:22", "expected": "sha256:aa", "found": "sha256:bb",
                  "seenAt": "2026-11-24T03:00:00Z"}, {"reference": "localhost:5000/<b>gone:1", "expected": "sha256:cc"}]""");
        Others.say("/api/mirrors", """
                [{"registry": "far.example", "waiting": 1, "failure": {"kind": "k", "message": "it is <b>away"},
                  "images": [{"image": "node/22.23.3/bookworm", "since": "2026-11-24T03:00:00Z", "attempts": 4}]}]""");
        Others.say("/api/dead-letters/own", """
                [{"id": "builder:render-completed-0-17-1", "service": "builder", "topic": "render-completed", "bytes": 1,
                  "kind": "BadEventException", "reason": "<b>no event", "notedAt": "2026-11-24T03:00:00Z",
                  "refusedAt": "2026-11-24T03:00:00Z", "refusals": 2, "state": "waiting"}]""");

        await().untilAsserted(() -> assertThat(page("/drift"))
                .contains("Two tags were moved or deleted outside Imprimatur.")
                .contains("./imprimatur rebuild --select node/22.23.3/bookworm")
                .contains("which another program set")
                // It may be an earlier revision, which is signed.
                .doesNotContain("no trusted key signed")
                .contains("&lt;b&gt;gone:1")
                .doesNotContain("<b>gone"));
        await().untilAsserted(() -> assertThat(page("/mirrors"))
                .contains("One of 1 mirror lacks something.")
                .contains("it is &lt;b&gt;away")
                .contains("/images/node/22.23.3/bookworm"));
        assertThat(page("/dead-letters"))
                .contains("dead letters wait for a decision.")
                .contains("&lt;b&gt;no event")
                .contains("2 times, last")
                .contains("./imprimatur dead-letters redrive builder:render-completed-0-17-1")
                .doesNotContain("<b>no event");
        assertThat(page("/activity"))
                .contains(
                        "href=\"/queue\"",
                        "href=\"/workers\"",
                        "href=\"/dead-letters\"",
                        "href=\"/drift\"",
                        "href=\"/mirrors\"");
    }

    @Test
    void aServiceThatDoesNotTellIsSaidSo() {
        Others.say("/api/mirrors", "no JSON");

        await().untilAsserted(() -> assertThat(page("/activity")).contains("The publisher does not answer:"));
    }
}
