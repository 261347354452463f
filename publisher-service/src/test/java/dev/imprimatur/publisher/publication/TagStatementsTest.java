package dev.imprimatur.publisher.publication;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TagStatement;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.proof.SignedBy;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Referrer;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the publisher signs: how publications ended, and beside each digest which tags it has, and no longer has. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class TagStatementsTest {
    private static final List<Path> KEYS = List.of(Path.of("target/test-keys/publishers"));

    @Inject
    Bus bus;

    @Inject
    PublishWork work;

    @Inject
    EntityManager database;

    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
    private Family family;

    @BeforeEach
    void aFamily() {
        family = new Family(bus);
    }

    @Test
    void eachEndIsSignedAsItIsAnnounced() {
        PublishCompleted published = family.publish(family.push("one"), "1.0.0", "1");
        TestCompleted missing = Verdicts.approved(
                new RepositoryReference(family.staging, family.repository).at(Digest.of(new byte[] {7})),
                family.candidate("2.0.0"));
        PublishCompleted failed = family.publish(missing);

        assertThat(published.failure()).isNull();
        assertThat(failed.failure()).isNotNull();
        for (PublishCompleted each : List.of(published, failed)) {
            new SignedBy("a publisher", TrustedSigners.of(KEYS, SharedClock.UTC))
                    .check(each, json(each), Instant.now());
        }
    }

    @Test
    void aDigestSaysWhichTagsItHasAndWhichHaveLeftIt() {
        ImageReference first = family.push("first");
        PublishCompleted one = family.publish(first, "1.0.0", "1", "latest");
        ImageReference second = family.push("second");
        PublishCompleted two = family.publish(second, "1.0.0", "1");

        assertThat(said(first)).hasSize(2);
        TagStatement holds = said(first).getFirst();
        assertThat(holds.holds()).containsExactly(tag("1.0.0"), tag("1"), tag("latest"));
        assertThat(holds.place()).isEqualTo(one.candidate().place());
        assertThat(holds.revision()).isEqualTo(one.revision());
        TagStatement left = said(first).getLast();
        assertThat(left.left()).containsExactly(tag("1.0.0"), tag("1"));
        assertThat(left.holder()).isEqualTo(second.digest().value());
        assertThat(left.place()).isEqualTo(two.candidate().place());
        assertThat(left.change()).isGreaterThan(holds.change());
        assertThat(said(second)).singleElement().satisfies(each -> {
            assertThat(each.holds()).containsExactly(tag("1.0.0"), tag("1"));
            assertThat(each.change()).as("one change, said of two digests").isEqualTo(left.change());
        });
    }

    @Test
    void afterARollbackTheEarlierDigestHasTheTagsAgain() {
        ImageReference first = family.push("first");
        family.publish(first, "1.0.0", "1");
        ImageReference second = family.push("second");
        family.publish(second, "1.0.0", "1");
        assertThat(family.rollBack(family.rollback(family.image("1.0.0"), null)).failure())
                .isNull();

        TagStatement back = said(first).getLast();
        assertThat(said(first)).hasSize(3);
        assertThat(back.holds()).containsExactly(tag("1.0.0"), tag("1"));
        assertThat(back.place()).isGreaterThan(said(first).get(1).place());
        assertThat(said(second).getLast().left()).containsExactly(tag("1.0.0"), tag("1"));
    }

    @Test
    void anImageThatStaysSaysWhichTagItGot() {
        ImageReference first = family.push("first");
        family.publish(Verdicts.approved(first, family.candidate("1.0.0", "1"), "the same"));
        PublishCompleted stays = family.publish(
                Verdicts.approved(family.push("again"), family.candidate("1.0.0", "1", "latest"), "the same"));
        PublishCompleted nothing = family.publish(
                Verdicts.approved(family.push("and again"), family.candidate("1.0.0", "1", "latest"), "the same"));

        assertThat(stays.changedNothing()).isTrue();
        assertThat(nothing.changedNothing()).isTrue();
        assertThat(said(first)).hasSize(2);
        assertThat(said(first).getLast().holds()).contains(tag("latest"));
    }

    @Test
    void whatAKeySaidThatWasTakenAwayIsSaidAgainThoughNothingMoves() {
        ImageReference first = family.push("first");
        family.publish(Verdicts.approved(first, family.candidate("1.0.0", "1"), "the same"));
        List<TagStatement> before = said(first);
        statedBy(SigningKey.generate().publicKey().id());

        for (int rebuild = 0; rebuild < 2; rebuild++) {
            PublishCompleted stays = family.publish(
                    Verdicts.approved(family.push("again" + rebuild), family.candidate("1.0.0", "1"), "the same"));

            assertThat(stays.changedNothing()).isTrue();
            assertThat(said(first)).hasSize(2);
            assertThat(said(first).getFirst()).isEqualTo(before.getFirst());
            assertThat(said(first).getLast().holds())
                    .isEqualTo(before.getFirst().holds());
            assertThat(said(first).getLast().place())
                    .isGreaterThan(before.getFirst().place());
        }
    }

    @Test
    void withWhatTheKeySaidOfTheTagsThatLeftEarlierDigests() {
        ImageReference first = family.push("first");
        family.publish(first, "1.0.0", "1", "latest");
        ImageReference second = family.push("second");
        family.publish(second, "1.0.0", "1");
        ImageReference third = family.push("third");
        family.publish(third, "1.0.0", "1");
        int before = said(first).size();
        statedBy(SigningKey.generate().publicKey().id());

        PublishCompleted moves = family.publish(family.push("fourth"), "1.0.0", "1");

        for (ImageReference each : List.of(first, second, third)) {
            TagStatement last = said(each).getLast();
            assertThat(last.left()).containsExactlyInAnyOrder(tag("1.0.0"), tag("1"));
            assertThat(last.holder()).isEqualTo(moves.digest().value());
        }
        assertThat(said(first)).hasSize(before + 1);
    }

    @Test
    void whatARetiredKeySaidIsNotSaidAgain() throws IOException {
        ImageReference first = family.push("first");
        family.publish(Verdicts.approved(first, family.candidate("1.0.0", "1"), "the same"));
        PublicKey retired = SigningKey.generate().publicKey();
        Path file = Files.createDirectories(KEYS.getFirst().resolve("retired")).resolve(retired.id() + ".pem");
        statedBy(retired.id());
        try {
            Files.writeString(file, retired.pem());
            family.publish(Verdicts.approved(family.push("again"), family.candidate("1.0.0", "1"), "the same"));
            assertThat(said(first)).hasSize(1);

            Files.writeString(file, "Not-After: 2026-01-01T00:00:00Z\n" + retired.pem());
            family.publish(Verdicts.approved(family.push("once more"), family.candidate("1.0.0", "1"), "the same"));
            assertThat(said(first)).as("its time is over").hasSize(2);
        } finally {
            Files.delete(file);
        }
    }

    /** As if this key had signed which tags the family's images have. */
    private void statedBy(String key) {
        QuarkusTransaction.requiringNew()
                .run(() -> Rows.update(
                        database, "update revision set stated_key = ?1 where image like ?2", key, family.name + "/%"));
    }

    @Test
    void whatACrashLeftOutIsAttachedOnceAndAsItWasSigned() {
        ImageReference first = family.push("first");
        PublishCompleted published = family.publish(first, "1.0.0", "1");
        List<TagStatement> before = said(first);
        registries.detach(production(), first.digest());
        assertThat(said(first)).isEmpty();

        for (int crash = 0; crash < 2; crash++) {
            QuarkusTransaction.requiringNew()
                    .run(() -> database.createNativeQuery("update publication set state = 'TAGGED', finished_at = null,"
                                    + " stated_at = null where id = ?1")
                            .setParameter(1, Publication.id(published))
                            .executeUpdate());
            work.run(Publication.id(published));

            assertThat(said(first)).isEqualTo(before).hasSize(1);
        }
    }

    private RepositoryReference production() {
        return new RepositoryReference(family.behind, family.repository);
    }

    private String tag(String name) {
        return family.repository + ":" + name;
    }

    /** What a publisher signed of this image's tags, oldest first. */
    private List<TagStatement> said(ImageReference image) {
        return registries.referrers(production(), image.digest()).stream()
                .filter(referrer ->
                        TagStatement.TYPE.equals(referrer.annotations().get(Bundle.PREDICATE_TYPE)))
                .map(referrer -> statement(referrer, image.digest()))
                .sorted(Comparator.comparing(TagStatement::place))
                .toList();
    }

    private TagStatement statement(Referrer referrer, Digest about) {
        byte[] content = registries.blob(
                production(),
                registries
                        .manifest(production().at(referrer.descriptor().digest()))
                        .layers()
                        .getFirst(),
                1_000_000);
        Statement statement = Statement.parse(
                Bundle.parse(content).envelope().verified(Envelope.IN_TOTO, new TrustedKeys(KEYS)::find));
        assertThat(statement.digest()).isEqualTo(about);
        return statement.predicate(TagStatement.TYPE, TagStatement.class);
    }

    private static ObjectNode json(PublishCompleted event) {
        return EventJson.MAPPER.valueToTree(event);
    }
}
