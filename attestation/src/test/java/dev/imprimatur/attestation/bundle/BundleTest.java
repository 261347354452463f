package dev.imprimatur.attestation.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BundleTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final Envelope ENVELOPE =
            Envelope.sign(Envelope.IN_TOTO, "{}".getBytes(StandardCharsets.UTF_8), KEY);

    @Test
    void itHoldsTheEnvelopeAndNamesTheKey() throws Exception {
        byte[] bytes = new Bundle(ENVELOPE).json();
        JsonNode json = StrictJson.MAPPER.readTree(bytes);

        assertThat(json.path("mediaType").textValue()).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        assertThat(json.path("verificationMaterial")
                        .path("publicKey")
                        .path("hint")
                        .textValue())
                .isEqualTo(Base64.getEncoder()
                        .encodeToString(HexFormat.of().parseHex(KEY.publicKey().id())));
        assertThat(Bundle.parse(bytes).envelope()).isEqualTo(ENVELOPE);
        assertThat(Bundle.parse(bytes).json()).isEqualTo(bytes);
    }

    @Test
    void theEnvelopeNamesNoKeyOfItsOwnAndMayDoSo() throws Exception {
        ObjectNode json = (ObjectNode) StrictJson.MAPPER.readTree(new Bundle(ENVELOPE).json());
        ObjectNode signature = (ObjectNode) json.at("/dsseEnvelope/signatures/0");
        assertThat(signature.has("keyid")).isFalse();

        signature.put("keyid", KEY.publicKey().id());
        assertThat(Bundle.parse(StrictJson.MAPPER.writeValueAsBytes(json)).envelope())
                .isEqualTo(ENVELOPE);
        assertRefused(
                Kind.SIGNER_UNKNOWN,
                other -> ((ObjectNode) other.at("/dsseEnvelope/signatures/0"))
                        .put("keyid", SigningKey.generate().publicKey().id()));
    }

    /** Its statement is one text, which parsers of JSON limit. */
    @Test
    void oneThatIsAsLargeAsAnyThatIsReadIsReadWholly() {
        byte[] small = new Bundle(Envelope.sign(Envelope.IN_TOTO, new byte[0], KEY)).json();
        byte[] payload = new byte[(StrictJson.LARGEST - small.length) / 4 * 3];
        Arrays.fill(payload, (byte) ' ');
        payload[0] = '"';
        payload[payload.length - 1] = '"';

        byte[] bundle = new Bundle(Envelope.sign(Envelope.IN_TOTO, payload, KEY)).json();

        assertThat(bundle).hasSizeBetween(StrictJson.LARGEST - 4, StrictJson.LARGEST);
        assertThat(Bundle.parse(bundle)
                        .envelope()
                        .verified(Envelope.IN_TOTO, id -> Optional.of(KEY.publicKey()))
                        .textValue())
                .hasSize(payload.length - 2);
    }

    @Test
    void anotherFormIsRefused() {
        assertRefused(Kind.SIGNATURE_INVALID, json -> json.put("mediaType", "application/json"));
        assertRefused(Kind.SIGNER_UNKNOWN, json -> json.remove("dsseEnvelope"));
        assertRefused(
                Kind.SIGNER_UNKNOWN,
                json -> json.putObject("verificationMaterial").putObject("certificate"));
        assertRefused(
                Kind.SIGNER_UNKNOWN,
                json -> json.withObject("/verificationMaterial/publicKey").put("hint", "AAAA"));
        assertRefused(
                Kind.SIGNATURE_INVALID, json -> json.withObject("/dsseEnvelope").put("more", 1));
        assertThatThrownBy(() -> Bundle.parse("{".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AttestationException.class);
    }

    private static void assertRefused(Kind kind, Consumer<ObjectNode> change) {
        assertThatThrownBy(() -> {
                    ObjectNode json = (ObjectNode) StrictJson.MAPPER.readTree(new Bundle(ENVELOPE).json());
                    change.accept(json);
                    Bundle.parse(StrictJson.MAPPER.writeValueAsBytes(json));
                })
                .isInstanceOfSatisfying(
                        AttestationException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
