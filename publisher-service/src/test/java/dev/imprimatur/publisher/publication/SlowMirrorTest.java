package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.publisher.registry.SlowMirror;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A mirror that answers, and too late. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(SlowMirror.class)
class SlowMirrorTest {
    private static final Duration LONG = Duration.ofSeconds(90);

    @Inject
    Bus bus;

    UnreliableRegistry mirror;

    @AfterEach
    void quickAgain() {
        mirror.beReliable();
    }

    @Test
    void aMirrorThatWasSlowHoldsUpNoFurtherPublication() {
        Family family = new Family(bus);
        mirror.hold();

        FailureReport waitedFor = failure(publish(family, "1.0.0"));
        FailureReport known = failure(publish(family, "1.1.0"));

        assertThat(waitedFor.kind()).isEqualTo("mirror-slow");
        assertThat(waitedFor.message()).contains("did not have it within PT5S", "it follows");
        assertThat(known.message()).contains("was slow before, so this was not waited for; it follows");
        mirror.beReliable();
        await("it is waited for again, once a copy was quick")
                .atMost(LONG)
                .until(() -> failure(publish(family, "1.2.0")) == null);
    }

    private PublishCompleted publish(Family family, String version) {
        TestCompleted event = Verdicts.approved(family.push(version), family.candidate(version));
        bus.send(event);
        PublishCompleted told = family.published(event);
        assertThat(told.failure()).isNull();
        return told;
    }

    private static FailureReport failure(PublishCompleted told) {
        return told.mirrors().getFirst().failure();
    }
}
