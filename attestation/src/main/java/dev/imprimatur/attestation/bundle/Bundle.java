package dev.imprimatur.attestation.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.envelope.Envelope;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * A Sigstore bundle, version 0.3, with a DSSE envelope that is signed with a key: no certificate, no transparency log,
 * no time-stamp. The hint that names the key is the SHA-256 of its encoding in base64, as other makers of bundles write
 * it. The envelope's own {@code keyid}, the same in hex, is left out: DSSE does not sign it, and cosign, which names
 * keys otherwise, passes over a signature with a {@code keyid} that it does not know. Bundles that have it are read
 * too.
 *
 * @param envelope what is signed
 */
public record Bundle(Envelope envelope) {
    /** The media type of the bundle, which is also its artifact type in registries. */
    public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /** The annotation that says what is said in the bundle of an artifact. */
    public static final String PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";

    private static final String SIGNATURES = "signatures";
    private static final String KEY_ID = "keyid";
    private static final int SHA256_BYTES = 32;

    /**
     * Reads a bundle.
     *
     * @throws AttestationException if it is none; of the kind {@code SIGNER_UNKNOWN} if it is a bundle that no key, but
     *     for example a certificate confirms
     */
    public static Bundle parse(byte[] json) {
        JsonNode bundle = read(json);
        if (!bundle.path("mediaType").asText().equals(MEDIA_TYPE)) {
            throw new AttestationException(
                    Kind.SIGNATURE_INVALID,
                    "it is '" + bundle.path("mediaType").asText() + "', expected a Sigstore bundle " + MEDIA_TYPE);
        }
        JsonNode hint = bundle.path("verificationMaterial").path("publicKey").path("hint");
        if (!hint.isTextual() || !bundle.has("dsseEnvelope")) {
            throw new AttestationException(
                    Kind.SIGNER_UNKNOWN, "it is no statement that is signed with a key, but with something else");
        }
        String keyId = keyId(hint.textValue());
        if (bundle.path("dsseEnvelope").path(SIGNATURES).path(0) instanceof ObjectNode signature
                && !signature.has(KEY_ID)) {
            signature.put(KEY_ID, keyId);
        }
        Envelope envelope = Envelope.parse(bundle.get("dsseEnvelope"));
        if (!keyId.equals(envelope.keyId())) {
            throw new AttestationException(
                    Kind.SIGNER_UNKNOWN,
                    "it names the key '" + keyId + "', and its envelope the key '" + envelope.keyId() + "'");
        }
        return new Bundle(envelope);
    }

    private static String keyId(String hint) {
        try {
            byte[] digest = Base64.getDecoder().decode(hint);
            if (digest.length == SHA256_BYTES) {
                return HexFormat.of().formatHex(digest);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new AttestationException(Kind.SIGNER_UNKNOWN, "'" + hint + "' is no SHA-256 of a key in base64");
    }

    private static JsonNode read(byte[] json) {
        try {
            return StrictJson.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AttestationException(Kind.SIGNATURE_INVALID, "it is not JSON: " + e.getMessage());
        }
    }

    /** Its JSON. The same envelope always gives the same bytes. */
    public byte[] json() {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        json.put("mediaType", MEDIA_TYPE);
        ObjectNode material = json.putObject("verificationMaterial");
        material.putObject("publicKey").put("hint", hint(envelope.keyId()));
        material.putArray("tlogEntries");
        ObjectNode signed = envelope.json();
        ((ObjectNode) signed.path(SIGNATURES).path(0)).remove(KEY_ID);
        json.set("dsseEnvelope", signed);
        try {
            return StrictJson.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }

    /**
     * The annotations of the artifact that holds a bundle, after the cosign bundle specification.
     *
     * @param predicateType what is said in it, a URI
     * @param created when
     */
    public static Map<String, String> annotations(String predicateType, Instant created) {
        return Map.of(
                "dev.sigstore.bundle.content",
                "dsse-envelope",
                PREDICATE_TYPE,
                predicateType,
                "org.opencontainers.image.created",
                created.toString());
    }

    private static String hint(String keyId) {
        try {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(keyId));
        } catch (IllegalArgumentException e) {
            throw new AttestationException(Kind.SIGNER_UNKNOWN, "'" + keyId + "' is no SHA-256 of a key in hex");
        }
    }
}
