package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.statement.TagStatement;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A registry that takes tags, and refuses for a while what is signed of them. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class RefusedStatementsTest {
    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());

    @Inject
    Bus bus;

    UnreliableRegistry production;

    @AfterEach
    void asBefore() {
        production.beReliable();
    }

    @Test
    void whatIsRefusedAfterTheTagsWereSetIsAttachedWithTheNextPublication() {
        Family family = new Family(bus, production.behind().registry());
        ImageReference first = family.push("first");
        family.publish(first, "1.0.0", "1");
        assertThat(statements(family, first)).isEqualTo(1);
        ImageReference second = family.push("second");
        TestCompleted moves = Verdicts.approved(second, family.candidate("1.0.0", "1"), "the same");
        UnreliableRegistry.Stopped last = production.stopNext(family.repository.tag("1"));
        bus.send(moves);
        last.await();
        production.refuse("PUT .*/manifests/sha256:.*", 403);
        last.release();

        assertThat(family.published(moves).failure()).isNull();
        family.assertTags(second.digest(), "1.0.0", "1");
        assertThat(statements(family, first)).isEqualTo(1);
        assertThat(statements(family, second)).isZero();

        production.beReliable();
        PublishCompleted stays =
                family.publish(Verdicts.approved(family.push("again"), family.candidate("1.0.0", "1"), "the same"));

        assertThat(stays.changedNothing()).isTrue();
        assertThat(statements(family, first)).as("it says which tags left it").isEqualTo(2);
        assertThat(statements(family, second)).isEqualTo(1);
    }

    private long statements(Family family, ImageReference image) {
        RepositoryReference repository = new RepositoryReference(family.behind, family.repository);
        return registries.referrers(repository, image.digest()).stream()
                .filter(referrer ->
                        TagStatement.TYPE.equals(referrer.annotations().get(Bundle.PREDICATE_TYPE)))
                .count();
    }
}
