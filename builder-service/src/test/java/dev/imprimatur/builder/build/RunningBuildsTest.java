package dev.imprimatur.builder.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.cancel.CancelWatch;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunningBuildsTest {
    private final RenderCompleted event =
            Renderings.of(new RebuildId("r-1"), new ImageKey("t", "1.2.3", "bookworm"), "RUN true");
    private final Opening.Opened opened = new Opening.Opened(
            BuildKey.of(event.rebuildId(), event.candidate().image()),
            1,
            0,
            Instant.now(),
            "builder-1",
            event,
            null,
            null);

    @Test
    void aStoppingBuilderTakesNothingNewAndEndsWhatItHas() {
        RunningBuilds running = with("1h");
        assertThat(running.claim(opened.build())).isTrue();
        Cancellation cancellation = running.begin(opened);

        Thread stopping = Thread.ofPlatform().start(() -> running.stop(new ShutdownEvent()));
        await().until(running::draining);
        assertThat(stopping.isAlive()).isTrue();
        assertThat(cancellation.cancelled()).isFalse();

        running.end(opened.build());
        running.release(opened.build());
        await().atMost(Duration.ofSeconds(5)).until(() -> !stopping.isAlive());
        assertThat(cancellation.cancelled()).isFalse();
    }

    @Test
    void whatDoesNotEndWithinTheGraceStops() {
        RunningBuilds running = with("200ms");
        running.claim(opened.build());
        Cancellation cancellation = running.begin(opened);

        running.stop(new ShutdownEvent());

        assertThat(cancellation.cancelled()).isTrue();
        assertThat(running.begin(opened).cancelled())
                .as("one that begins too late")
                .isTrue();
    }

    @Test
    void aBuildIsClaimedOnce() {
        RunningBuilds running = with("0s");

        assertThat(running.claim(opened.build())).isTrue();
        assertThat(running.claim(opened.build())).isFalse();
        running.release(opened.build());
        assertThat(running.claim(opened.build())).isTrue();
    }

    private static RunningBuilds with(String grace) {
        RunningBuilds running = new RunningBuilds();
        running.config = new SmallRyeConfigBuilder()
                .withMapping(BuilderConfig.class)
                .withDefaultValue("imprimatur.builder.staging", "localhost:1")
                .withDefaultValue("imprimatur.builder.grace", grace)
                .withValidateUnknown(false)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .build()
                .getConfigMapping(BuilderConfig.class);
        running.watch = new CancelWatch();
        return running;
    }
}
