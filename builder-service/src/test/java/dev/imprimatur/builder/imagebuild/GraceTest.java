package dev.imprimatur.builder.imagebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class GraceTest {
    /** At which the work queue waits for its work. */
    private static final int QUEUE = 100;

    @Inject
    BeanManager beans;

    @Inject
    RunningBuilds running;

    @Test
    void whatGoesOnHasItsGraceBeforeTheQueueStops() {
        assertThat(beans.resolveObserverMethods(new ShutdownEvent()))
                .filteredOn(observer -> observer.getBeanClass().equals(RunningBuilds.class))
                .singleElement()
                .extracting(ObserverMethod::getPriority)
                .satisfies(priority -> assertThat(priority).isLessThan(QUEUE));
        assertThat(running.grace()).isPositive();
    }
}
