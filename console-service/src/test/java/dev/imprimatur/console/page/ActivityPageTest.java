package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.messaging.event.BuildCompleted;
import dev.imprimatur.messaging.event.Topic;
import io.quarkus.test.common.WithTestResource;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Others.class)
class ActivityPageTest {

    @Test
    void eachKindOfThingHasALineWithItsWorstCase() {
        Wire.send(
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, "flaky")
                        .replace("node", "flaky")
                        .replace(
                                "2026-11-24T03:00:12Z",
                                Instant.now().minusSeconds(60).toString()));
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
    void aServiceThatDoesNotTellIsSaidSo() {
        Others.say("/api/mirrors", "no JSON");

        await().untilAsserted(() -> assertThat(page("/activity")).contains("The publisher does not answer:"));
    }
}
