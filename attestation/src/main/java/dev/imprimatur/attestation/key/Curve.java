package dev.imprimatur.attestation.key;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;

/** The one kind of key there is: ECDSA on P-256, which every verifier of Sigstore bundles knows. */
final class Curve {
    static final String ALGORITHM = "SHA256withECDSA";

    /** The bytes of an uncompressed point. */
    static final int POINT = 65;

    private static final ECPublicKey SAMPLE = (ECPublicKey) generate().getPublic();
    private static final ECParameterSpec P_256 = SAMPLE.getParams();

    /** What stands before the point in the encoding of every public key of the curve. */
    static final byte[] KEY_PREFIX = Arrays.copyOf(SAMPLE.getEncoded(), SAMPLE.getEncoded().length - POINT);

    private Curve() {}

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ECDSA on P-256", e);
        }
    }

    static void check(ECParameterSpec parameters) {
        boolean same = parameters.getCurve().equals(P_256.getCurve())
                && parameters.getGenerator().equals(P_256.getGenerator())
                && parameters.getOrder().equals(P_256.getOrder());
        if (!same) {
            throw new IllegalArgumentException("the key is not on the curve P-256 (prime256v1); make one with:"
                    + " openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
        }
    }
}
