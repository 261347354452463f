package dev.imprimatur.attestation;

import dev.imprimatur.oci.PlainText;
import java.util.Locale;

/** Something that claims to be a signed statement cannot be believed; the message says why. */
public class AttestationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** With what is wrong. */
    public AttestationException(Kind kind, String message) {
        super(PlainText.bounded(message));
        this.kind = kind;
    }

    /** What is wrong with it. */
    public enum Kind {
        /** It is no envelope, or its signature is not the one of its content. */
        SIGNATURE_INVALID,
        /** It is signed with a key that is not trusted. */
        SIGNER_UNKNOWN,
        /** It is signed with a trusted key that is not to be used any more. */
        KEY_EXPIRED,
        /** It is signed with a key that is not trusted since some time, and it did not come before. */
        KEY_DISTRUSTED,
        /** Its content is no statement of the expected kind. */
        STATEMENT_INVALID;

        /** The text form, kebab case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What kind of trouble it is. */
    public Kind kind() {
        return kind;
    }
}
