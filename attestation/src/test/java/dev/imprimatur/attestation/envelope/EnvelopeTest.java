package dev.imprimatur.attestation.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final Digest DIGEST = Digest.of("image".getBytes(StandardCharsets.UTF_8));

    @Test
    void whatWasSignedIsReadBack() throws Exception {
        Statement said = Statement.of("registry/node", DIGEST, "https://example.com/said/v1", Map.of("a", 1));

        JsonNode payload = open(said.sign(KEY).json(), KEY);

        assertThat(Statement.parse(payload)).isEqualTo(said);
    }

    /** The example of the DSSE specification's protocol, which fixes what exactly is signed. */
    @Test
    void theSignatureCoversTypeAndPayload() {
        Envelope envelope =
                Envelope.sign("http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8), KEY);
        byte[] pae = "DSSEv1 29 http://example.com/HelloWorld 11 hello world".getBytes(StandardCharsets.UTF_8);

        assertThat(KEY.publicKey().verifies(pae, envelope.signature())).isTrue();
    }

    @Test
    void anUntrustedKeyIsNamed() {
        Envelope envelope = Envelope.sign(Envelope.IN_TOTO, "{}".getBytes(StandardCharsets.UTF_8), KEY);

        assertThatThrownBy(() -> envelope.verified(Envelope.IN_TOTO, id -> Optional.empty()))
                .isInstanceOfSatisfying(
                        AttestationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.SIGNER_UNKNOWN))
                .hasMessageContaining(KEY.publicKey().id());
    }

    @Test
    void anotherTypeIsRefusedEvenIfSigned() {
        Envelope envelope = Envelope.sign("text/plain", "{}".getBytes(StandardCharsets.UTF_8), KEY);

        assertThatThrownBy(() -> envelope.verified(Envelope.IN_TOTO, id -> Optional.of(KEY.publicKey())))
                .isInstanceOfSatisfying(
                        AttestationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STATEMENT_INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{} {}", "{", ""})
    void jsonThatCanBeReadInTwoWaysIsRefused(String payload) {
        Envelope envelope = Envelope.sign(Envelope.IN_TOTO, payload.getBytes(StandardCharsets.UTF_8), KEY);

        assertThatThrownBy(
                        () -> Statement.parse(envelope.verified(Envelope.IN_TOTO, id -> Optional.of(KEY.publicKey()))))
                .isInstanceOf(AttestationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{'payload':'e30=','payloadType':'t','signatures':[]}",
                "{'payload':'e30=','payloadType':'t','signatures':{'keyid':'k','sig':'aa=='}}",
                "{'payload':'e30=','payloadType':'t','signatures':[{'keyid':'k','sig':'AA=='},{'keyid':'k','sig':'AA=='}]}",
                "{'payload':'e30=','payloadType':'t','signatures':[{'keyid':'k','sig':'AA==','x':1}]}",
                "{'payload':'e30=','payloadType':'t','x':1,'signatures':[{'keyid':'k','sig':'AA=='}]}",
                "{'payload':'e30','payloadType':'t','signatures':[{'keyid':'k','sig':'AA=='}]}",
                "{'payload':' e30=','payloadType':'t','signatures':[{'keyid':'k','sig':'AA=='}]}",
                "{'payload':'e31=','payloadType':'t','signatures':[{'keyid':'k','sig':'AA=='}]}",
                "{'payload':'e30=','payloadType':'t','signatures':[{'keyid':'k','sig':'__=='}]}",
                "{'payload':'e30=','payloadType':1,'signatures':[{'keyid':'k','sig':'AA=='}]}",
            })
    void anotherFormIsNoEnvelope(String json) throws Exception {
        JsonNode tree = StrictJson.MAPPER.readTree(json.replace('\'', '"'));

        assertThatThrownBy(() -> Envelope.parse(tree))
                .isInstanceOfSatisfying(
                        AttestationException.class, e -> assertThat(e.kind()).isEqualTo(Kind.SIGNATURE_INVALID));
    }

    private static JsonNode open(JsonNode json, SigningKey key) throws Exception {
        return Envelope.parse(json)
                .verified(
                        Envelope.IN_TOTO,
                        id -> Optional.of(key.publicKey())
                                .filter(known -> known.id().equals(id)));
    }
}
