package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.mirror.MirrorCopy;
import dev.imprimatur.publisher.registry.LocalRegistry;
import dev.imprimatur.publisher.registry.MirrorsUnderTest;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.TrustFolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mirrors get what a retired key approved, and nothing that a revoked one did. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(MirrorsUnderTest.class)
class MirrorsAndKeysTest {
    @Inject
    Bus bus;

    MirrorsUnderTest mirrors;

    private final SigningKey old = SigningKey.generate();
    private Family family;

    @BeforeEach
    void aSecondKey() {
        family = new Family(bus);
        TrustFolder.trust(old.publicKey());
    }

    @AfterEach
    void asBefore() {
        mirrors.far().start();
        TrustFolder.revoke(old.publicKey());
    }

    @Test
    void aRollbackGoesToMirrorsAlsoAfterARotation() {
        ImageReference first = family.push("first");
        family.publish(family.approved(first, old, "1.0.0", "1"));
        family.publish(family.push("second"), "1.0.0", "1");
        TrustFolder.retire(old.publicKey());

        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), null)).failure())
                .isNull();

        for (LocalRegistry mirror : List.of(mirrors.near(), mirrors.far())) {
            await().atMost(Family.LONG).until(() -> digest(mirror, "1").equals(first.digest()));
        }
    }

    @Test
    void whatARevokedKeyApprovedGoesToNoMirrorThatWasAway() {
        mirrors.far().stop();
        TestCompleted event = family.approved(family.push("forged"), old, "1.0.0", "1");
        assertThat(family.publish(event).failure()).isNull();
        TrustFolder.revoke(old.publicKey());

        mirrors.far().start();

        await().atMost(Family.LONG)
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> MirrorCopy.count("publicationId = ?1 and state = WAITING", Publication.id(event))
                                == 0));
        assertThat(TestImages.get(family.repository.tag("1").in(mirrors.far().registry()))
                        .statusCode())
                .isEqualTo(404);
    }

    private Digest digest(LocalRegistry mirror, String tag) {
        return Digest.of(
                TestImages.get(family.repository.tag(tag).in(mirror.registry())).body());
    }
}
