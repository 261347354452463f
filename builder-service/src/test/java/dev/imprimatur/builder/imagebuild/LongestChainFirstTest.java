package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WaitingChains;
import dev.imprimatur.messaging.work.WorkQueue;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
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
    void resume() {
        queue.resume();
    }

    @Test
    void whatALongChainIsBuiltFromBeginsBeforeWhatCameEarlier() {
        WaitingChains<RenderCompleted> chains = WaitingChains.of(this::asked);
        queue.pause();
        chains.all().forEach(this::send);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(given().get("/api/builds?rebuild=" + rebuild)
                                .jsonPath()
                                .<String>getList("state"))
                        .isEqualTo(Collections.nCopies(asked.size(), "waiting")));

        queue.resume();

        chains.assertOrder(event -> result(event).attempts().getFirst().startedAt());
        assertThat(result(chains.longest()).behindSeconds())
                .as("testers learn it")
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(result(chains.urgent().getFirst()).behindSeconds()).isNull();
    }

    private RenderCompleted asked(String name, Priority priority, Integer behind) {
        RenderCompleted plain = variant(name, "RUN true");
        return RenderCompletedBuilder.builder(plain)
                .candidate(CandidateBuilder.builder(plain.candidate())
                        .priority(priority)
                        .build())
                .behindSeconds(behind)
                .build();
    }
}
