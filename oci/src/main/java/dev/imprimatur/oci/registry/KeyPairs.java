package dev.imprimatur.oci.registry;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/**
 * Tells whether two halves of a key belong together: of files that are being replaced one may be new and the other not.
 */
public final class KeyPairs {
    private static final byte[] ANYTHING = {1};

    private KeyPairs() {}

    /** Whether they do; of a kind that is not known here TLS will say. */
    public static boolean fit(PrivateKey own, PublicKey shown) throws GeneralSecurityException {
        String algorithm = switch (own.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> null;
        };
        return algorithm == null || verifies(algorithm, own, shown);
    }

    private static boolean verifies(String algorithm, PrivateKey own, PublicKey shown) throws GeneralSecurityException {
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(own);
            signing.update(ANYTHING);
            byte[] signed = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(shown);
            verifying.update(ANYTHING);
            return verifying.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            // They are of different kinds or sizes, then.
            return false;
        }
    }
}
