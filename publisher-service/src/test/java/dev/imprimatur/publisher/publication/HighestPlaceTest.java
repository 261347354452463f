package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.order.HighestPlace;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.publisher.approval.TestOrders;
import dev.imprimatur.publisher.registry.RegistriesResource;
import dev.imprimatur.publisher.restore.ForgottenPublications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the publisher answers a renderer that has lost its database. The places of other tests here are above the last
 * one that is ever given, and so count for nothing.
 */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class HighestPlaceTest {
    private static final AtomicLong PLACE = new AtomicLong(HighestPlace.LAST - 1_000_000);

    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    @Inject
    ForgottenPublications forgotten;

    private Family family;

    @BeforeEach
    void newFamily() {
        family = new Family(bus);
    }

    @Test
    void itIsThatOfWhatIsKnownToHaveBeenRequestedLast() throws Exception {
        TestCompleted published = publish();
        assertThat(highest()).isEqualTo(published.candidate().place());

        TestCompleted rejected = Verdicts.rejected(
                family.push("rejected"), family.candidate("2.0.0").placed(next(), 1));
        bus.send(rejected);

        await().atMost(Family.LONG)
                .untilAsserted(() ->
                        assertThat(highest()).isEqualTo(rejected.candidate().place()));
    }

    @Test
    void aRollbackHasOneToo() throws Exception {
        publish();
        publish();
        RollbackRequested request = family.rollback(family.image("1.0.0"), null);
        long place = next();

        bus.send(TestOrders.order(request, place));

        assertThat(family.rolledBack(request).failure()).isNull();
        assertThat(highest()).isEqualTo(place);
    }

    @Test
    void aTagKeepsItLongerThanItsPublication() throws Exception {
        TestCompleted published = publish();

        change("delete from tag_change where publication_id = '" + Publication.id(published) + "'");
        change("delete from publication_attempt where publication_id = '" + Publication.id(published) + "'");
        change("delete from publication where id = '" + Publication.id(published) + "'");

        assertThat(highest()).isEqualTo(published.candidate().place());
    }

    @Test
    void aPublisherThatLostItsDatabaseKnowsItFromKafka() throws Exception {
        TestCompleted published = publish();
        String own = "publication_id = '" + Publication.id(published) + "'";
        change("delete from tag where image like '" + family.name + "/%'");
        change("delete from tag_change where " + own);
        change("delete from publication_attempt where " + own);
        change("delete from publication where id = '" + Publication.id(published) + "'");
        assertThat(highest()).isLessThan(published.candidate().place());

        forgotten.recall();

        assertThat(highest()).isEqualTo(published.candidate().place());
    }

    @Test
    void anAnswerIsToOneQuestionAlone() {
        String envelope = answer(UUID.randomUUID().toString());

        assertThatThrownBy(() -> place(envelope, UUID.randomUUID().toString()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with blanks in it 0123456789", "\"}0123456789012345"})
    void aQuestionHasANonce(String nonce) {
        given().queryParam("nonce", nonce)
                .get(HighestPlace.PATH)
                .then()
                .statusCode(400)
                .body("message", containsString("nonce"));
    }

    private TestCompleted publish() {
        TestCompleted event = Verdicts.approved(
                family.push(UUID.randomUUID().toString()),
                family.candidate("1.0.0", "1").placed(next(), 1));
        assertThat(family.publish(event).failure()).isNull();
        return event;
    }

    private static long next() {
        return PLACE.incrementAndGet();
    }

    private static long highest() throws JsonProcessingException {
        String nonce = UUID.randomUUID().toString();
        return place(answer(nonce), nonce);
    }

    private static String answer(String nonce) {
        return given().queryParam("nonce", nonce)
                .get(HighestPlace.PATH)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    /** What a publisher signed for this question. */
    private static long place(String answer, String nonce) throws JsonProcessingException, AttestationException {
        Statement statement = Statement.parse(Envelope.parse(EventJson.MAPPER.readTree(answer))
                .verified(
                        Envelope.IN_TOTO,
                        TrustedSigners.of(List.of(Path.of("target/test-keys/publishers")), SharedClock.UTC)
                                .counting()));
        assertThat(statement.digest()).isEqualTo(HighestPlace.subject(nonce));
        return statement.predicate(HighestPlace.TYPE, HighestPlace.class).place();
    }

    private void change(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(statement).executeUpdate());
    }
}
