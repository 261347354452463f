package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WaitingChains;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In which order images are published that wait for the same publisher, which works on two at once. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class LongestChainFirstTest extends PublishingFixture {
    @AfterEach
    void resume() {
        queue.resume();
    }

    @Test
    void whatALongChainIsBuiltFromIsPublishedBeforeWhatCameEarlier() {
        WaitingChains<TestCompleted> chains = WaitingChains.of(this::verdict);
        queue.pause();
        chains.all().forEach(bus::send);
        await().atMost(LONG).until(() -> chains.all().stream().allMatch(LongestChainFirstTest::isThere));

        queue.resume();

        chains.all().forEach(this::awaitPublished);
        chains.assertOrder(LongestChainFirstTest::began);
    }

    private TestCompleted verdict(String name, Priority priority, Integer behind) {
        String version = "1.0.0-" + name;
        TestCompleted unsigned = TestCompletedBuilder.builder(approved(
                        push(version),
                        CandidateBuilder.builder(node(version))
                                .priority(priority)
                                .build()))
                .behindSeconds(behind)
                .envelope(null)
                .build();
        return TestKeys.sign(unsigned);
    }

    private static boolean isThere(TestCompleted event) {
        return QuarkusTransaction.requiringNew().call(() -> Publication.findById(Publication.id(event)) != null);
    }

    private static Instant began(TestCompleted event) {
        return QuarkusTransaction.requiringNew().call(() -> PublicationAttempt.of(Publication.id(event), 1).startedAt);
    }
}
