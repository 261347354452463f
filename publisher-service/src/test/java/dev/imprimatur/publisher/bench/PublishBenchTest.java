package dev.imprimatur.publisher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.publisher.registry.RegistriesResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("registry")
class PublishBenchTest {
    private static final int LAYER = 300_000;

    @Test
    void aPromotionInsideOneRegistryMovesNoLayer() throws Exception {
        PublishBench.Result result = new PublishBench(
                        RegistriesResource.registry("IMPRIMATUR_STAGING"),
                        RegistriesResource.registry("IMPRIMATUR_REGISTRY"))
                .measure(4, 1, LAYER);

        assertThat(result.within().bytes()).isZero();
        assertThat(result.between().bytes()).as("the proxy counts").isGreaterThan(LAYER);
        assertThat(result.setMillis()).isPositive().isLessThan(result.readBackMillis());
        assertThat(result.plainMillis()).isPositive();
    }
}
