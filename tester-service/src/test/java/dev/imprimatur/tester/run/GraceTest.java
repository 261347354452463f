package dev.imprimatur.tester.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.EngineGate;
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
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class GraceTest {
    /** At which the work queue waits for its work. */
    private static final int QUEUE = 100;

    @Inject
    BeanManager beans;

    @Inject
    RunningTests running;

    @Test
    void whatGoesOnHasItsGraceBeforeTheQueueStops() {
        assertThat(beans.resolveObserverMethods(new ShutdownEvent()))
                .filteredOn(observer -> observer.getBeanClass().equals(RunningTests.class))
                .singleElement()
                .extracting(ObserverMethod::getPriority)
                .satisfies(priority -> assertThat(priority).isLessThan(QUEUE));
        assertThat(running.grace()).isPositive();
    }
}
