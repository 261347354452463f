package dev.imprimatur.publisher.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.proof.SignedVerdict;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.PublishException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Verdicts are changed mechanically, one thing at a time: not one of them is believed, and every genuine one is. */
class SignedVerdictsTest {
    private static final Duration MAX_AGE = Duration.ofHours(24);
    private static final Duration SKEW = Duration.ofMinutes(2);

    private record Config(List<Path> keys, Duration maxAge, Duration clockSkew) implements TrustConfig {}

    /** A changed event, and what was done to it. */
    private record Mutant(String change, ObjectNode event) {}

    private final TestCompleted one = TestKeys.sign(EventFixtures.event(TestCompleted.class));
    private final TestCompleted other = TestKeys.sign(anotherVerdict());
    private final SignedVerdicts verdicts = verdictsAt(one.occurredAt());

    @Test
    void everyGenuineVerdictIsBelieved() throws Exception {
        for (TestCompleted genuine : List.of(one, other)) {
            SignedVerdict believed = verdicts.believed(json(genuine), Instant.now());

            assertThat(believed.event()).isEqualTo(genuine);
            assertThat(believed.signedBy()).isEqualTo(TestKeys.key().publicKey().id());
        }
        assertThat(verdictsAt(one.occurredAt().plus(MAX_AGE)).believed(json(one), Instant.now()))
                .isNotNull();
        assertThat(verdictsAt(one.occurredAt().minus(SKEW)).believed(json(one), Instant.now()))
                .isNotNull();
    }

    @Test
    void aLaterTestersFieldsAreBelievedIfTheyAreSigned() throws Exception {
        ObjectNode later = unsigned(one).put("addedLater", "x");
        TestResult result = TestKeys.result(one, one.verdict());
        Statement statement = Statement.of(
                "staging/node",
                one.staged().digest(),
                TestResult.TYPE,
                new TestResult(
                        result.result(), result.configuration(), result.passedTests(), result.failedTests(), later));

        ObjectNode event = later.deepCopy();
        event.set("envelope", statement.sign(TestKeys.key()).json());

        assertThat(verdicts.believed(event, Instant.now()).event().staged()).isEqualTo(one.staged());
    }

    @Test
    void noMutantIsBelieved() throws Exception {
        List<Mutant> mutants = Stream.of(
                        changedEvents(), changedPayloads(), changedBoth(), envelopes(), wronglySigned(), swapped())
                .flatMap(List::stream)
                .toList();

        List<String> believed = new ArrayList<>();
        for (Mutant mutant : mutants) {
            PublishException refusal = catchThrowableOfType(
                    PublishException.class, () -> verdicts.believed(mutant.event(), Instant.now()));
            if (refusal == null) {
                believed.add(mutant.change());
            } else {
                assertThat(refusal.report().kind())
                        .as(mutant.change())
                        .isIn("verdict-not-signed", "signature-invalid", "signer-unknown", "verdict-mismatch");
                assertThat(refusal.report().retryable()).isFalse();
            }
        }
        assertThat(believed).isEmpty();
        assertThat(mutants).hasSizeGreaterThan(400);
    }

    @Test
    void whatIsTooOldOrOfTheFutureIsRefused() throws Exception {
        Instant tooLate = one.occurredAt().plus(MAX_AGE).plus(SKEW).plusMillis(1);
        Instant tooEarly = one.occurredAt().minus(SKEW).minusMillis(1);

        assertThat(refused(verdictsAt(tooLate), json(one))).isEqualTo("verdict-expired");
        assertThat(refused(verdictsAt(tooEarly), json(one), tooEarly)).isEqualTo("verdict-of-the-future");
    }

    /**
     * The clock here is behind for a moment, as after the database's was set back: Kafka took the verdict when it was
     * signed.
     */
    @Test
    void aClockThatIsBehindForAMomentRefusesNothing() throws Exception {
        Instant behind = one.occurredAt().minus(Duration.ofMinutes(10));

        assertThat(verdictsAt(behind).believed(json(one), one.occurredAt()).event())
                .isEqualTo(one);
    }

    /** The event says something else, its envelope is genuine. */
    private List<Mutant> changedEvents() throws Exception {
        return TreeMutations.of(unsigned(one), unsigned(other)).stream()
                .map(mutation -> mutant(
                        "event " + mutation.name(), mutation.tree(), json(one).get("envelope")))
                .toList();
    }

    /** The payload says something else than what was signed. */
    private List<Mutant> changedPayloads() throws Exception {
        List<Mutant> mutants = new ArrayList<>();
        for (TreeMutations.Mutation mutation : TreeMutations.of(payload(one), payload(other))) {
            mutants.add(mutant("payload " + mutation.name(), unsigned(one), envelope(one, mutation.tree())));
        }
        return mutants;
    }

    /** Event and payload say the same, which was not signed. */
    private List<Mutant> changedBoth() throws Exception {
        List<Mutant> mutants = new ArrayList<>();
        for (TreeMutations.Mutation mutation : TreeMutations.of(unsigned(one), unsigned(other))) {
            ObjectNode payload = payload(one);
            ((ObjectNode) payload.get("predicate")).set(verdictField(payload), mutation.tree());
            mutants.add(mutant("both " + mutation.name(), mutation.tree(), envelope(one, payload)));
        }
        return mutants;
    }

    private List<Mutant> envelopes() throws Exception {
        ObjectNode genuine = (ObjectNode) json(one).get("envelope");
        List<Mutant> mutants = new ArrayList<>();
        for (TreeMutations.Mutation mutation :
                TreeMutations.of(genuine, (ObjectNode) json(other).get("envelope"))) {
            mutants.add(mutant("envelope " + mutation.name(), unsigned(one), mutation.tree()));
        }
        String signature = genuine.at("/signatures/0/sig").textValue();
        byte[] bytes = Base64.getDecoder().decode(signature);
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 1;
            mutants.add(withSignature("flip byte " + i, Base64.getEncoder().encodeToString(flipped)));
        }
        byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        mutants.add(withSignature("longer", Base64.getEncoder().encodeToString(longer)));
        mutants.add(withSignature("with line break", signature.substring(0, 40) + "\n" + signature.substring(40)));
        mutants.add(withSignature("with spaces", " " + signature + " "));
        mutants.add(withSignature("unpadded and longer", signature.replace("=", "") + "A"));
        mutants.add(withSignature("URL-safe", "-_" + signature.substring(2)));
        mutants.add(withSignature("empty", ""));
        ObjectNode twice = genuine.deepCopy();
        twice.withArray("signatures").add(genuine.at("/signatures/0").deepCopy());
        mutants.add(mutant("the signature twice", unsigned(one), twice));
        ObjectNode none = genuine.deepCopy();
        none.putArray("signatures");
        mutants.add(mutant("no signature", unsigned(one), none));
        for (JsonNode noEnvelope : List.of(
                StrictJson.MAPPER.createArrayNode().add(genuine),
                StrictJson.MAPPER.getNodeFactory().textNode(genuine.toString()),
                StrictJson.MAPPER.getNodeFactory().numberNode(1),
                StrictJson.MAPPER.nullNode())) {
            mutants.add(mutant("envelope as " + noEnvelope.getNodeType(), unsigned(one), noEnvelope));
        }
        mutants.add(new Mutant("no envelope", unsigned(one)));
        return mutants;
    }

    /** A stranger signs; and a trusted key signs what is no verdict on this. */
    private List<Mutant> wronglySigned() throws Exception {
        SigningKey stranger = SigningKey.generate();
        SigningKey trusted = TestKeys.key();
        List<Mutant> mutants = new ArrayList<>();
        mutants.add(new Mutant("a stranger's", json(TestKeys.sign(one.signed(null), stranger))));
        ObjectNode posing =
                (ObjectNode) json(TestKeys.sign(one.signed(null), stranger)).get("envelope");
        ((ObjectNode) posing.at("/signatures/0"))
                .put("keyid", trusted.publicKey().id());
        mutants.add(mutant("a stranger's under a trusted name", unsigned(one), posing));
        byte[] payload = StrictJson.MAPPER.writeValueAsBytes(payload(one));
        for (String type : List.of("application/json", "text/plain", "", "application/vnd.in-toto+json ")) {
            mutants.add(mutant(
                    "as '" + type + "'",
                    unsigned(one),
                    Envelope.sign(type, payload, trusted).json()));
        }
        TestResult result = TestKeys.result(one, one.verdict());
        Digest elsewhere = Digest.of("elsewhere".getBytes(StandardCharsets.UTF_8));
        Map<String, Statement> wrong = Map.of(
                "another subject", Statement.of("n", elsewhere, TestResult.TYPE, result),
                "another predicate", Statement.of("n", one.staged().digest(), "https://slsa.dev/provenance/v1", result),
                "tests that failed",
                        Statement.of(
                                "n", one.staged().digest(), TestResult.TYPE, TestKeys.result(one, Verdict.REJECTED)),
                "no verdict", Statement.of("n", one.staged().digest(), TestResult.TYPE, Map.of("result", "PASSED")),
                "no predicate", Statement.of("n", one.staged().digest(), TestResult.TYPE, List.of()));
        wrong.forEach((name, statement) -> mutants.add(
                mutant("signed: " + name, unsigned(one), statement.sign(trusted).json())));
        return mutants;
    }

    /** Parts of two genuine verdicts, put together in a new way. */
    private List<Mutant> swapped() {
        return List.of(
                mutant("the other's envelope", unsigned(one), json(other).get("envelope")),
                mutant("the other's event", unsigned(other), json(one).get("envelope")),
                replayed());
    }

    /** The genuine verdict of an earlier rebuild, handed in for a later one. */
    private Mutant replayed() {
        ObjectNode event = json(one);
        event.put("rebuildId", "r-of-today").put("eventId", "r-of-today/node/22.23.3/bookworm/tested");
        return new Mutant("replayed for another rebuild", event);
    }

    private Mutant withSignature(String change, String signature) {
        ObjectNode envelope = (ObjectNode) json(one).get("envelope");
        ((ObjectNode) envelope.at("/signatures/0")).put("sig", signature);
        return mutant("signature " + change, unsigned(one), envelope);
    }

    private static Mutant mutant(String change, ObjectNode event, JsonNode envelope) {
        ObjectNode all = event.deepCopy();
        all.set("envelope", envelope);
        return new Mutant(change, all);
    }

    private static ObjectNode payload(TestCompleted verdict) throws Exception {
        byte[] payload = Base64.getDecoder().decode(verdict.envelope().payload());
        return (ObjectNode) StrictJson.MAPPER.readTree(payload);
    }

    private static String verdictField(ObjectNode payload) {
        return payload.get("predicate").properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.contains("verdict"))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode envelope(TestCompleted verdict, ObjectNode payload) throws Exception {
        ObjectNode envelope = (ObjectNode) json(verdict).get("envelope");
        return envelope.put(
                "payload", Base64.getEncoder().encodeToString(StrictJson.MAPPER.writeValueAsBytes(payload)));
    }

    private static ObjectNode unsigned(TestCompleted verdict) {
        ObjectNode event = json(verdict);
        event.remove("envelope");
        return event;
    }

    /** As it comes from Kafka. */
    private static ObjectNode json(TestCompleted verdict) {
        try {
            return (ObjectNode) EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsString(verdict));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestCompleted anotherVerdict() {
        TestCompleted fixture = EventFixtures.event(TestCompleted.class);
        return TestCompletedBuilder.builder()
                .eventId("e4-of-yesterday")
                .occurredAt(fixture.occurredAt().minusSeconds(60))
                .rebuildId(new RebuildId("r-of-yesterday"))
                .candidate(fixture.candidate())
                .staged(ImageReference.of(
                        fixture.staged().registry(),
                        fixture.staged().repository(),
                        Digest.of("yesterday".getBytes(StandardCharsets.UTF_8))))
                .verdict(fixture.verdict())
                .results(fixture.results())
                .log(fixture.log())
                .build();
    }

    private static String refused(SignedVerdicts verdicts, ObjectNode event) {
        return refused(verdicts, event, Instant.now());
    }

    private static String refused(SignedVerdicts verdicts, ObjectNode event, Instant received) {
        return catchThrowableOfType(PublishException.class, () -> verdicts.believed(event, received))
                .report()
                .kind();
    }

    private static SignedVerdicts verdictsAt(Instant now) {
        SignedVerdicts verdicts = new SignedVerdicts();
        verdicts.config = new Config(List.of(TestKeys.trusted()), MAX_AGE, SKEW);
        verdicts.open(Clock.fixed(now, ZoneOffset.UTC));
        return verdicts;
    }
}
