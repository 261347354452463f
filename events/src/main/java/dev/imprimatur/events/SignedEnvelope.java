package dev.imprimatur.events;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.envelope.Envelope;
import java.util.List;

/**
 * A DSSE envelope as it travels. Nothing in it is believed before its signature is verified, so nothing is checked
 * here.
 *
 * @param payload the signed in-toto statement; base64
 * @param payloadType {@code application/vnd.in-toto+json}
 * @param signatures exactly one
 */
public record SignedEnvelope(String payload, String payloadType, List<Signature> signatures) {

    /** An envelope, to travel. */
    public static SignedEnvelope of(Envelope envelope) {
        return EventJson.MAPPER.convertValue(envelope.json(), SignedEnvelope.class);
    }

    /**
     * The envelope, to be verified.
     *
     * @throws AttestationException if it is none
     */
    public Envelope opened() {
        return Envelope.parse(EventJson.MAPPER.valueToTree(this));
    }

    /**
     * A signature over type and payload.
     *
     * @param keyid the SHA-256 of the public key, 64 hex digits
     * @param sig ECDSA on P-256 with SHA-256, in ASN.1 DER; base64
     */
    public record Signature(String keyid, String sig) {}
}
