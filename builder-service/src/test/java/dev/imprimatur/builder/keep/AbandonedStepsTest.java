package dev.imprimatur.builder.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineDisk;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineVersion;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More abandoned steps than one round takes, on an engine that does not remove all of them. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class AbandonedStepsTest {
    private static final String ENGINE = "an-engine-of-its-own";

    @Inject
    EntityManager database;

    private final List<String> asked = new ArrayList<>();
    private final EngineClearing clearing = new EngineClearing();

    @BeforeEach
    void connect() {
        EngineDisk disk =
                new EngineDisk(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), EngineDisk.LEAST_FREE);
        clearing.engine = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "version" -> new EngineVersion("20.10.24", "1.41", ENGINE);
                    case "disk" -> disk;
                    default -> prune((String) arguments[1]);
                });
        clearing.config = (BuilderConfig) Proxy.newProxyInstance(
                BuilderConfig.class.getClassLoader(),
                new Class<?>[] {BuilderConfig.class},
                (proxy, method, arguments) ->
                        method.getReturnType() == Optional.class ? Optional.empty() : Duration.ofHours(1));
        clearing.kept = new KeptImages() {
            @Override
            List<Kept> on(String engineId) {
                return List.of();
            }
        };
        clearing.steps = new InTransactions();
        clearing.steps.database = database;
        clearing.steps.engine = clearing.engine;
    }

    private Object prune(String image) {
        asked.add(image);
        if (image.startsWith("damaged")) {
            throw new EngineException(new Failure.Unknown(Kind.UNKNOWN, "no such layer", null));
        }
        if (image.startsWith("hanging")) {
            throw new EngineException(new Failure.Transient(Kind.ENGINE_UNREACHABLE, "no answer in time", null));
        }
        if (image.startsWith("late")) {
            throw new IllegalStateException("the transaction is over");
        }
        return null;
    }

    @AfterEach
    void forget() {
        execute("delete from engine_steps where engine_id = '" + ENGINE + "'");
    }

    @Test
    void whatTheEngineDoesNotRemoveKeepsNothingElse() {
        IntStream.range(0, 25).forEach(i -> left("damaged" + i, 100 - i));
        IntStream.range(0, 5).forEach(i -> left("sound" + i, 10 - i));

        clearing.clear();
        clearing.clear();

        assertThat(noted()).hasSize(25).allMatch(image -> image.startsWith("damaged"));
    }

    @Test
    void whatTheEngineTakesTooLongForKeepsNothingElse() {
        left("hanging", 3);
        left("late", 2);
        left("sound", 1);

        clearing.clear();
        clearing.clear();
        clearing.clear();

        assertThat(noted()).containsExactlyInAnyOrder("hanging", "late");
    }

    @Test
    void whatHasLainLongestGoesFirst() {
        left("new", 1);
        left("old", 3);
        left("middle", 2);

        clearing.clear();

        assertThat(asked).containsExactly("old", "middle", "new");
        assertThat(noted()).isEmpty();
    }

    private void left(String image, int minutesAgo) {
        execute("insert into engine_steps values ('" + ENGINE + "', '" + image + "', now() - interval '" + minutesAgo
                + " minutes')");
    }

    @SuppressWarnings("unchecked")
    private List<String> noted() {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                                "select image from engine_steps where engine_id = '" + ENGINE + "'", String.class)
                        .getResultList());
    }

    private void execute(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(statement).executeUpdate());
    }

    /** What the container does for a bean. */
    private static final class InTransactions extends BuildSteps {
        @Override
        List<String> abandoned(String engineId) {
            return QuarkusTransaction.requiringNew().call(() -> super.abandoned(engineId));
        }

        @Override
        void clearAbandoned(String engineId, String image) {
            QuarkusTransaction.requiringNew().run(() -> super.clearAbandoned(engineId, image));
        }

        @Override
        void postpone(String engineId, String image) {
            QuarkusTransaction.requiringNew().run(() -> super.postpone(engineId, image));
        }
    }
}
