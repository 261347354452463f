package dev.imprimatur.attestation.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A DSSE 1.0 envelope with one signature. It is read in one form only: exactly its fields, exactly one signature,
 * base64 as encoders write it; whatever differs is refused instead of understood.
 *
 * @param payloadType what the payload is
 * @param payload the signed bytes
 * @param keyId which key is said to have signed
 * @param signature over type and payload
 */
public record Envelope(String payloadType, byte[] payload, String keyId, byte[] signature) {
    /** The payload type of in-toto statements. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";

    private static final Set<String> FIELDS = Set.of("payload", "payloadType", "signatures");
    private static final Set<String> SIGNATURE_FIELDS = Set.of("keyid", "sig");

    /** Signs a payload. */
    public static Envelope sign(String payloadType, byte[] payload, SigningKey key) {
        byte[] signature = key.sign(preAuthenticationEncoding(payloadType, payload));
        return new Envelope(payloadType, payload, key.publicKey().id(), signature);
    }

    /**
     * Reads an envelope.
     *
     * @throws AttestationException if it is none
     */
    public static Envelope parse(JsonNode json) {
        requireFields("the envelope", json, FIELDS);
        JsonNode signatures = json.get("signatures");
        if (!signatures.isArray() || signatures.size() != 1) {
            throw invalid("the envelope needs exactly one signature");
        }
        requireFields("the signature", signatures.get(0), SIGNATURE_FIELDS);
        return new Envelope(
                text("payloadType", json.get("payloadType")),
                base64("payload", json.get("payload")),
                text("keyid", signatures.get(0).get("keyid")),
                base64("sig", signatures.get(0).get("sig")));
    }

    private static void requireFields(String what, JsonNode json, Set<String> expected) {
        Set<String> found = new TreeSet<>();
        json.fieldNames().forEachRemaining(found::add);
        if (!json.isObject() || !found.equals(expected)) {
            throw invalid(what + " has the fields " + found + ", expected " + new TreeSet<>(expected));
        }
    }

    private static String text(String field, JsonNode value) {
        if (!value.isTextual()) {
            throw invalid("field '" + field + "' of the envelope is not a text");
        }
        return value.textValue();
    }

    private static byte[] base64(String field, JsonNode value) {
        String text = text(field, value);
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            if (text(decoded).equals(text)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw invalid("field '" + field + "' of the envelope is not base64 in its usual form (RFC 4648, padded)");
    }

    private static String text(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }

    /**
     * The payload, as JSON, of this type and signed with a trusted key.
     *
     * @param trusted looks a trusted key up by its id
     * @throws AttestationException if it cannot be believed
     */
    public JsonNode verified(String expectedType, Function<String, Optional<PublicKey>> trusted) {
        PublicKey signer = trusted.apply(keyId)
                .orElseThrow(() -> new AttestationException(
                        Kind.SIGNER_UNKNOWN, "it is signed with the key '" + keyId + "', which is not trusted"));
        if (!signer.verifies(preAuthenticationEncoding(payloadType, payload), signature)) {
            throw invalid("the signature is not that of key " + signer.id() + " over this content");
        }
        if (!payloadType.equals(expectedType)) {
            throw new AttestationException(
                    Kind.STATEMENT_INVALID, "the payload is '" + payloadType + "', expected " + expectedType);
        }
        try {
            return StrictJson.MAPPER.readTree(payload);
        } catch (IOException e) {
            throw new AttestationException(Kind.STATEMENT_INVALID, "the payload is not JSON: " + e.getMessage());
        }
    }

    /** Its JSON. */
    public ObjectNode json() {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        json.put("payload", text(payload)).put("payloadType", payloadType);
        json.putArray("signatures").addObject().put("keyid", keyId).put("sig", text(signature));
        return json;
    }

    /** What is signed: DSSE's PAE, which binds the type to the payload. */
    private static byte[] preAuthenticationEncoding(String type, byte[] payload) {
        byte[] head = ("DSSEv1 " + type.getBytes(StandardCharsets.UTF_8).length + " " + type + " " + payload.length
                        + " ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, all, head.length, payload.length);
        return all;
    }

    private static AttestationException invalid(String message) {
        return new AttestationException(Kind.SIGNATURE_INVALID, message);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Envelope envelope && json().equals(envelope.json());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "Envelope[" + payloadType + ", " + payload.length + " bytes, key " + keyId + "]";
    }
}
