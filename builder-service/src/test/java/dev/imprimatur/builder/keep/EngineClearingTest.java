package dev.imprimatur.builder.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineDisk;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineVersion;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.messaging.time.Clocks;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A round of clearing on an engine that does not remove the first of two images, and has a full disk. */
class EngineClearingTest {
    private final EngineClearing clearing = new EngineClearing();
    private final List<String> done = new ArrayList<>();
    private Kind fails = Kind.UNKNOWN;
    private List<Kept> used = List.of();
    private boolean away;

    @BeforeEach
    void anEngineWithAFullDisk() {
        EngineDisk full =
                new EngineDisk(OptionalLong.empty(), OptionalLong.of(0), OptionalLong.empty(), ByteSize.parse("512m"));
        clearing.engine = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (away) {
                        throw failed();
                    }
                    return method.getName().equals("disk") ? full : new EngineVersion("20.10.24", "1.41", "one");
                });
        clearing.config = (BuilderConfig) Proxy.newProxyInstance(
                BuilderConfig.class.getClassLoader(),
                new Class<?>[] {BuilderConfig.class},
                (proxy, method, arguments) -> Duration.ofHours(1));
        clearing.kept = new KeptImages() {
            @Override
            List<Kept> on(String engineId) {
                return used;
            }
        };
        clearing.names = new EngineNames() {
            @Override
            void remove(String engineId, Kept name) {
                done.add("removed " + name.reference());
            }
        };
        clearing.steps = new BuildSteps() {
            @Override
            List<String> abandoned(String engineId) {
                return List.of("damaged", "sound");
            }

            @Override
            void clearAbandoned(String engineId, String image) {
                if (image.equals("damaged")) {
                    away = fails == Kind.ENGINE_UNREACHABLE;
                    throw failed();
                }
                done.add("cleared " + image);
            }

            @Override
            void postpone(String engineId, String image) {
                done.add("postponed " + image);
            }
        };
        clearing.budget = new DiskBudget() {
            @Override
            long fit(String engineId, long budget) {
                done.add("made room");
                return 0;
            }
        };
    }

    private EngineException failed() {
        return new EngineException(new Failure.Unknown(fails, "no such layer", null));
    }

    @Test
    void oneImageThatTheEngineDoesNotRemoveKeepsNothingElse() {
        clearing.clear();

        assertThat(done).containsExactly("postponed damaged", "cleared sound", "made room");
    }

    @Test
    void anEngineThatIsAwayIsAskedNothingElse() {
        fails = Kind.ENGINE_UNREACHABLE;

        clearing.clear();

        assertThat(done).isEmpty();
    }

    /** What is sent to staging at that moment would be gone. */
    @Test
    void aDatabaseWhoseClockIsSetAheadTakesNothingThatIsInUse() {
        used = List.of(
                new Kept("now", Instant.now(), Kept.Need.IN_HAND),
                new Kept("long ago", Instant.now().minus(Duration.ofHours(2)), Kept.Need.IN_HAND));
        Clocks.read(Instant.now().plus(Duration.ofDays(2)));
        try {
            clearing.clear();
        } finally {
            Clocks.forget();
        }

        assertThat(done).contains("removed long ago").doesNotContain("removed now");
    }
}
