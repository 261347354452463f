package dev.imprimatur.publisher.registry;

import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.localstack.start.StartFailure;
import dev.imprimatur.publisher.approval.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives tests the real registries of the local set-up, each behind a {@link FlakyRegistry}, and a publisher that has
 * few attempts in a short time and looks at its places often.
 */
public class OutagesUnderTest implements QuarkusTestResourceLifecycleManager {
    private FlakyRegistry production;
    private FlakyRegistry staging;

    @Override
    public Map<String, String> start() {
        try {
            production = new FlakyRegistry(Surroundings.registry("IMPRIMATUR_REGISTRY"));
            staging = new FlakyRegistry(Surroundings.registry("IMPRIMATUR_STAGING"));
        } catch (StartFailure e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "imprimatur.publisher.staging",
                staging.registry().host(),
                "imprimatur.publisher.production",
                production.registry().host(),
                "imprimatur.publisher.attempts",
                "2",
                "imprimatur.publisher.back-off",
                "100ms",
                "imprimatur.places.check-interval",
                "200ms",
                "imprimatur.trust.keys",
                TestKeys.trusted().toString());
    }

    /** Where images are published. */
    public FlakyRegistry production() {
        return production;
    }

    /** Where they come from. */
    public FlakyRegistry staging() {
        return staging;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(OutagesUnderTest.class));
    }

    @Override
    public void stop() {
        if (production != null) {
            production.goDown();
        }
        if (staging != null) {
            staging.goDown();
        }
    }
}
