package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Staging and production are one registry, which lets one in ten requests fail. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(value = UnreliableRegistries.class, initArgs = @ResourceArg(name = "staging", value = "same"))
class OneRegistryTest {
    @Inject
    Bus bus;

    UnreliableRegistry registry;

    @Test
    void twoHundredTags() {
        registry.failOneIn(10);

        new ManyTags(bus, new Repository("publisher-test/" + UUID.randomUUID()))
                .send(20, registry.registry())
                .assertPublished(registry.behind().registry());

        assertThat(registry.failed()).isGreaterThan(50);
    }
}
