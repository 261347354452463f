package dev.imprimatur.publisher.publication;

import static dev.imprimatur.publisher.publication.Verdicts.approved;
import static dev.imprimatur.publisher.publication.Verdicts.candidate;
import static dev.imprimatur.publisher.publication.Verdicts.rejected;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.registry.TestImages;
import dev.imprimatur.publisher.registry.TrustFolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rebuild that changed nothing leaves as it is, and when it does not. */
@org.junit.jupiter.api.Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class UnchangedImagesTest extends PublishingFixture {

    @Test
    void aRebuildThatChangesNothingLeavesWhatIsPublished() {
        ImageReference first = push("first");
        ImageReference second = push("second");
        int revision =
                publish(approved(first, node("22.1.0", "22"), "the same")).revision();

        TestCompleted again = approved(second, node("22.1.0", "22", "lts"), "the same");
        PublishCompleted published = publish(again);

        assertThat(published.changedNothing()).isTrue();
        assertThat(published.change()).isNull();
        assertThat(published.digest()).isEqualTo(first.digest());
        assertThat(published.revision()).isEqualTo(revision);
        assertThat(published.tags())
                .extracting(PublishedTag::previous)
                .containsExactly(first.digest(), first.digest(), null);
        assertThat(List.of(digestOf("22.1.0"), digestOf("22"), digestOf("lts"))).containsOnly(first.digest());
        assertThat(status("22.1.0-r" + (revision + 1))).isEqualTo(404);
        assertThat(TestImages.get(in(behind).at(second.digest())).statusCode()).isEqualTo(404);
        given().get("/api/publications?rebuild=" + again.rebuildId())
                .then()
                .body("[0].unchanged", equalTo(true))
                .body("[0].digest", equalTo(first.digest().value()));
    }

    @Test
    void otherContentIsPublishedAndSoIsUnknownContent() {
        ImageReference second = push("second");
        ImageReference third = push("third");
        publish(approved(push("first"), node("22.1.0"), "one"));

        PublishCompleted changed = publish(approved(second, node("22.1.0"), "other"));
        PublishCompleted unknown = publish(approved(third, node("22.1.0")));

        assertThat(changed.changedNothing()).isFalse();
        assertThat(changed.digest()).isEqualTo(second.digest());
        assertThat(unknown.digest()).isEqualTo(third.digest());
        assertThat(digestOf("22.1.0")).isEqualTo(third.digest());
    }

    /** Users who verify it do not know when the verdict came, so only a new one helps them. */
    @Test
    void whatOnlyADistrustedOrEndedKeyApprovesDoesNotStay() {
        SigningKey stolen = SigningKey.generate();
        Candidate candidate = node("22.1.0");
        TrustFolder.trust(stolen.publicKey());
        publish(TestKeys.sign(approved(push("first"), candidate, "the same"), stolen));

        TrustFolder.retire(stolen.publicKey());
        assertThat(publish(approved(push("second"), candidate, "the same")).changedNothing())
                .as("a retired key's word stays")
                .isTrue();

        TrustFolder.distrust(stolen.publicKey(), Instant.now().plusSeconds(1));
        ImageReference third = push("third");
        assertThat(publish(approved(third, candidate, "the same")).digest()).isEqualTo(third.digest());

        TrustFolder.trust(stolen.publicKey());
        publish(TestKeys.sign(approved(push("fourth"), candidate, "other"), stolen));
        TrustFolder.end(stolen.publicKey(), Instant.now());
        ImageReference fifth = push("fifth");
        assertThat(publish(approved(fifth, candidate, "other")).digest()).isEqualTo(fifth.digest());
        TrustFolder.revoke(stolen.publicKey());
    }

    @Test
    void whatIsBlockedOrNoLongerApprovedDoesNotStay() {
        ImageReference first = push("first");
        ImageReference second = push("second");
        ImageReference third = push("third");
        Candidate candidate = node("22.1.0");
        publish(approved(first, candidate, "the same"));
        QuarkusTransaction.requiringNew().run(() -> note(rejected(first, candidate)));

        assertThat(publish(approved(second, candidate, "the same")).digest()).isEqualTo(second.digest());
        given().put("/api/blocks/" + second.digest() + "?reason=bad").then().statusCode(200);
        assertThat(publish(approved(third, candidate, "the same")).digest()).isEqualTo(third.digest());
    }
}
