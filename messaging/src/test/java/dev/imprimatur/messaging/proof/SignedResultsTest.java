package dev.imprimatur.messaging.proof;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.TestCompleted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignedResultsTest {
    @TempDir
    Path keys;

    private final PublishCompleted unsigned = EventFixtures.event(PublishCompleted.class);

    @Test
    void whatNoPublisherSignedIsRefusedUnlessAnUpgradeAllowsIt() {
        assertThatThrownBy(() -> results(Unsigned.REFUSE).check(unsigned, json(unsigned), Instant.now()))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("is not signed by a publisher")
                .hasMessageContaining("imprimatur.publications.unsigned");
        assertThatCode(() -> results(Unsigned.ALLOW).check(unsigned, json(unsigned), Instant.now()))
                .doesNotThrowAnyException();
    }

    @Test
    void aForgedSignatureIsRefusedWhateverIsAllowed() {
        PublishCompleted forged = EventStatement.sign(unsigned, SigningKey.generate());

        assertThatThrownBy(() -> results(Unsigned.ALLOW).check(forged, json(forged), Instant.now()))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("not trusted");
    }

    static Stream<Function<SigningKey, Event>> signed() {
        return Stream.of(
                key -> TestSignatures.sign(EventFixtures.event(TestCompleted.class), key),
                key -> EventStatement.sign(EventFixtures.event(BuildCompleted.class), key),
                key -> EventStatement.sign(EventFixtures.event(PublishCompleted.class), key),
                key -> EventStatement.sign(EventFixtures.event(RollbackCompleted.class), key),
                key -> EventStatement.sign(EventFixtures.event(MirrorCompleted.class), key));
    }

    @ParameterizedTest
    @MethodSource("signed")
    void ofAKeyThatIsDistrustedSinceSomeTimeWhatCameBeforeCounts(Function<SigningKey, Event> sign) throws Exception {
        SigningKey stolen = SigningKey.generate();
        Instant since = Instant.now().minus(Duration.ofHours(1));
        Files.writeString(
                keys.resolve("stolen.pub"),
                "Received-Before: " + since + "\n" + stolen.publicKey().pem());
        Event event = sign.apply(stolen);
        ObjectNode json = (ObjectNode) EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(event));
        SignedResults results = results(Unsigned.REFUSE);

        assertThatCode(() -> results.check(event, json, since.minusSeconds(1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> results.check(event, json, since))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("distrusted since");
    }

    private SignedResults results(Unsigned rule) {
        return new SignedResults(
                new TrustedSenders("a builder", "imprimatur.builds", List.of(keys), rule),
                List.of(keys),
                new TrustedSenders("a publisher", "imprimatur.publications", List.of(keys), rule));
    }

    private static ObjectNode json(PublishCompleted event) {
        return EventJson.MAPPER.valueToTree(event);
    }
}
