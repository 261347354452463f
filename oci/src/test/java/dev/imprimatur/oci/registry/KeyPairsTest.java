package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPairsTest {

    @Test
    void onlyTheHalvesOfOneKeyFitWhateverTheirKindAndSize() throws GeneralSecurityException {
        List<KeyPair> pairs = new ArrayList<>();
        for (int size : List.of(1024, 1024, 2048)) {
            pairs.add(pair("RSA", size));
        }
        pairs.add(pair("EC", 256));
        pairs.add(pair("EC", 384));
        pairs.add(pair("Ed25519", 255));

        for (KeyPair one : pairs) {
            for (KeyPair other : pairs) {
                assertThat(KeyPairs.fit(one.getPrivate(), other.getPublic()))
                        .as("%s and %s", one.getPrivate(), other.getPublic())
                        .isEqualTo(one == other);
            }
        }
    }

    private static KeyPair pair(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair();
    }
}
