package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** However long a chain is, what is more urgent goes before it. */
    @Test
    void whatALongChainIsBuiltFromIsPublishedBeforeWhatCameEarlier() {
        List<TestCompleted> others = IntStream.range(0, 4)
                .mapToObj(i -> verdict("1.0." + i, Priority.MANUAL, 0))
                .toList();
        TestCompleted longer = verdict("2.0.1", Priority.MANUAL, 55);
        TestCompleted longest = verdict("2.0.0", Priority.MANUAL, Integer.MAX_VALUE);
        List<TestCompleted> urgent = IntStream.range(0, 2)
                .mapToObj(i -> verdict("3.0." + i, Priority.SECURITY, null))
                .toList();
        List<TestCompleted> all = Stream.of(others, List.of(longer, longest), urgent)
                .flatMap(List::stream)
                .toList();
        queue.pause();
        all.forEach(bus::send);
        await().atMost(LONG).until(() -> all.stream().allMatch(LongestChainFirstTest::isThere));

        queue.resume();

        all.forEach(this::awaitPublished);
        List<TestCompleted> begun = all.stream()
                .sorted(Comparator.comparing(LongestChainFirstTest::began))
                .toList();
        assertThat(begun.subList(0, urgent.size())).containsExactlyInAnyOrderElementsOf(urgent);
        assertThat(begun.subList(urgent.size(), urgent.size() + 2)).containsExactly(longest, longer);
    }

    private TestCompleted verdict(String version, Priority priority, Integer behind) {
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
