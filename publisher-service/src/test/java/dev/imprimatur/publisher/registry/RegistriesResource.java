package dev.imprimatur.publisher.registry;

import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.localstack.start.StartFailure;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives tests the real registries of the local set-up, production behind a {@link FlakyRegistry}. */
public class RegistriesResource implements QuarkusTestResourceLifecycleManager {
    private FlakyRegistry production;

    @Override
    public Map<String, String> start() {
        try {
            production = new FlakyRegistry(Surroundings.registry("IMPRIMATUR_REGISTRY"));
        } catch (StartFailure e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "imprimatur.publisher.staging",
                        Surroundings.registry("IMPRIMATUR_STAGING").host(),
                "imprimatur.publisher.production", production.registry().host(),
                "imprimatur.publisher.attempts", "4",
                "imprimatur.publisher.back-off", "100ms",
                "imprimatur.publisher.longest-back-off", "500ms",
                "imprimatur.publisher.lock-wait", "2s",
                "imprimatur.trust.keys", TrustFolder.folder());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(production, new TestInjector.MatchesType(FlakyRegistry.class));
    }

    @Override
    public void stop() {
        if (production != null) {
            production.goDown();
        }
    }
}
