package dev.imprimatur.builder.build;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WorkQueue;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In which order builds begin that wait for the same builder, which works on two at once. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class LongestChainFirstTest extends BuilderFixture {
    @Inject
    WorkQueue queue;

    @AfterEach
    void clear() {
        queue.resume();
        asked.forEach(event ->
                engine.prune("dev.imprimatur.image", event.candidate().image().toString()));
    }

    /** However long a chain is, what is more urgent goes before it. */
    @Test
    void whatALongChainIsBuiltFromBeginsBeforeWhatCameEarlier() {
        List<RenderCompleted> others = IntStream.range(0, 4)
                .mapToObj(i -> asked("short-" + i, Priority.MANUAL, 0))
                .toList();
        RenderCompleted longer = asked("longer", Priority.MANUAL, 55);
        RenderCompleted longest = asked("longest", Priority.MANUAL, Integer.MAX_VALUE);
        List<RenderCompleted> urgent = IntStream.range(0, 2)
                .mapToObj(i -> asked("urgent-" + i, Priority.SECURITY, null))
                .toList();
        queue.pause();
        Stream.of(others, List.of(longer, longest), urgent)
                .flatMap(List::stream)
                .forEach(this::send);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(given().get("/api/builds?rebuild=" + rebuild)
                                .jsonPath()
                                .<String>getList("state"))
                        .isEqualTo(Collections.nCopies(asked.size(), "waiting")));

        queue.resume();

        List<ImageKey> begun = asked.stream()
                .map(this::result)
                .sorted(Comparator.comparing(LongestChainFirstTest::began))
                .map(built -> built.candidate().image())
                .toList();
        assertThat(begun.subList(0, urgent.size())).containsExactlyInAnyOrderElementsOf(images(urgent));
        assertThat(begun.subList(urgent.size(), urgent.size() + 2))
                .containsExactly(longest.candidate().image(), longer.candidate().image());
        assertThat(result(longest).behindSeconds()).as("testers learn it").isEqualTo(Integer.MAX_VALUE);
        assertThat(result(urgent.getFirst()).behindSeconds()).isNull();
    }

    private RenderCompleted asked(String name, Priority priority, Integer behind) {
        RenderCompleted plain = Renderings.of(rebuild, new ImageKey(image.family(), "1.2.3", name), "RUN true");
        RenderCompleted event = RenderCompletedBuilder.builder(plain)
                .candidate(CandidateBuilder.builder(plain.candidate())
                        .priority(priority)
                        .build())
                .behindSeconds(behind)
                .build();
        asked.add(event);
        return event;
    }

    private static List<ImageKey> images(List<RenderCompleted> events) {
        return events.stream().map(event -> event.candidate().image()).toList();
    }

    private static Instant began(BuildCompleted built) {
        return built.attempts().getFirst().startedAt();
    }
}
