package dev.imprimatur.cli.verify;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TagStatement;

/**
 * Whose statements are believed: testers say what an image is, publishers which tags name it. Neither is believed in
 * the other's place.
 */
record Signers(TrustedKeys testers, TrustedKeys publishers) {

    /** Whether there is a publisher's key, so that what publishers say can be known. */
    boolean knowPublishers() {
        return !publishers.readable().isEmpty();
    }

    /** @throws AttestationException if no key signed it whose it is to say */
    Statement statement(Envelope envelope) {
        Statement statement = Statement.parse(
                envelope.verified(Envelope.IN_TOTO, key -> testers.find(key).or(() -> publishers.find(key))));
        boolean ofTags = TagStatement.TYPE.equals(statement.predicateType());
        if ((ofTags ? publishers : testers).find(envelope.keyId()).isEmpty()) {
            throw new AttestationException(
                    Kind.SIGNER_UNKNOWN,
                    "it is signed with the key '" + envelope.keyId() + "', which is "
                            + (ofTags ? "no publisher's" : "no tester's"));
        }
        return statement;
    }
}
